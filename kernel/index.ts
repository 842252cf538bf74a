/** What set-up needs of the kernel. */
export { installKernelspec, KERNEL_NAME, type KernelspecOptions } from "./kernelspec";
