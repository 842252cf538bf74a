import { tidy } from "@tensorflow/tfjs-core";

/** What is read out of tensors, which are disposed of. `tidy` itself would look at every number for tensors. */
export function read<T>(compute: () => T): T {
	let found: T | undefined;
	tidy(() => {
		found = compute();
	});
	return found as T;
}
