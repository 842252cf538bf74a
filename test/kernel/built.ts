/** The built kernel: what runs in processes and threads of its own cannot come through jest's transforms. */
import * as fs from "node:fs";
import * as path from "node:path";

export const LIB = path.resolve(__dirname, "..", "..", "kernel", "lib");

export function built(file: string): string {
	const found = path.join(LIB, file);
	if (!fs.existsSync(found)) {
		throw new Error(`built: the kernel must be built (npx tsc -b kernel), got no ${found}`);
	}
	return found;
}
