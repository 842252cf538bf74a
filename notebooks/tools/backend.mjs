/** Which backend a lesson must have run on. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { checkout } from "./places.mjs";

/** `ATTENTION_LAB_EXPECT_BACKEND`, else `tensorflow` where its binding is built, else undefined: any will do. */
export function expectedBackend() {
	return process.env.ATTENTION_LAB_EXPECT_BACKEND || (hasBinding() ? "tensorflow" : undefined);
}

function hasBinding() {
	const lib = path.join(checkout, "node_modules/@tensorflow/tfjs-node-gpu/lib");
	if (!existsSync(lib)) return false;
	return readdirSync(lib).some((folder) => existsSync(path.join(lib, folder, "tfjs_binding.node")));
}
