/** The folder by which Jupyter finds the kernel. */
import * as fs from "node:fs";
import * as path from "node:path";

export const KERNEL_NAME = "attention-lab";

export interface KernelspecOptions {
	/** Environment of every kernel that is started. */
	env?: Record<string, string>;
	/** The Node that runs it; this one by default. */
	node?: string;
}

/**
 * What every kernel is started with. glibc gives memory back while the number stands; left alone it raises it with each
 * large block that is freed, up to 64 MB for each thread.
 */
export const ENV = { MALLOC_TRIM_THRESHOLD_: "131072" };

const LOGO = path.join(__dirname, "..", "logo");

/**
 * Writes `share/jupyter/kernels/attention-lab` below `prefix`.
 *
 * @param prefix - Where Jupyter looks: a virtual environment, `/usr/local` …
 * @returns The folder that was written.
 */
export function installKernelspec(
	prefix: string,
	{ env = {}, node = process.execPath }: KernelspecOptions = {},
): string {
	const folder = path.join(prefix, "share", "jupyter", "kernels", KERNEL_NAME);
	const spec = {
		argv: [node, path.join(__dirname, "main.js"), "{connection_file}"],
		display_name: "TypeScript (Attention Lab)",
		language: "typescript",
		interrupt_mode: "message",
		metadata: { debugger: true, supported_encryption: ["curve"] },
		env: { ...ENV, ...env },
	};
	fs.mkdirSync(folder, { recursive: true });
	fs.writeFileSync(path.join(folder, "kernel.json"), `${JSON.stringify(spec, null, "\t")}\n`);
	for (const file of fs.readdirSync(LOGO)) {
		fs.copyFileSync(path.join(LOGO, file), path.join(folder, file));
	}
	return folder;
}
