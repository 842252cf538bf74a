import { dirname, sep } from "node:path";
import { ready, setBackend } from "@tensorflow/tfjs-core";
import type { BackendReport } from "./report";

/** WebAssembly with SIMD, from the files of its own package; TensorFlow.js switches its threads off under Node. */
export async function startWasm(): Promise<BackendReport> {
	const { setWasmPaths } = require("@tensorflow/tfjs-backend-wasm") as typeof import("@tensorflow/tfjs-backend-wasm");
	setWasmPaths(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm")) + sep);
	if (!(await setBackend("wasm"))) throw new Error("TensorFlow.js did not accept it");
	await ready();
	return { name: "wasm", threads: 1 };
}
