import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import util from "node:util";
import { backend, ready, setBackend } from "@tensorflow/tfjs-core";
import { startFusedAttention } from "./fusedAttention";
import type { BackendReport } from "./report";

interface NodeBackend {
	binding: { TF_Version: string };
	isUsingGpuDevice: boolean;
}

/** Where the binding of TensorFlow lies once set-up has built it. */
export function bindingPath(): string {
	const root = dirname(require.resolve("@tensorflow/tfjs-node-gpu/package.json"));
	return join(root, "lib", "napi-v8", "tfjs_binding.node");
}

/** Two helpers that the kernels of tfjs-node call: Node 22 warns on stderr when they are used, Node 23 dropped them. */
function restoreUtil(): void {
	Object.assign(util, {
		isNullOrUndefined: (value: unknown) => value === null || value === undefined,
		isArray: Array.isArray,
	});
}

/** `model.fit` draws a bar on a terminal; where there is none, the bar would still end its lines, on stderr. */
function leaveBarsOut(): void {
	if (!process.stderr.isTTY) {
		const { progressBarHelper } = require("@tensorflow/tfjs-node-gpu/dist/callbacks");
		progressBarHelper.ProgressBar = class {
			tick(): void {}
		};
	}
}

function threads(): number {
	const asked = Number(process.env.TF_NUM_INTRAOP_THREADS);
	return Number.isInteger(asked) && asked > 0 ? asked : availableParallelism();
}

/** How attention runs; without the core, as several operations. */
function attention(): Pick<BackendReport, "attention" | "reason"> {
	try {
		return { attention: `fused, ${startFusedAttention()}` };
	} catch (error) {
		return { attention: "composed", reason: (error as Error).message };
	}
}

/** TensorFlow itself, bound to TensorFlow.js. */
export async function startTensorflow(): Promise<BackendReport> {
	const path = bindingPath();
	if (!existsSync(path)) throw new Error(`the binding is not built (no ${path}); \`npm run setup\` builds it`);
	process.env.TF_CPP_MIN_LOG_LEVEL ??= "3";
	restoreUtil();
	require("@tensorflow/tfjs-node-gpu");
	leaveBarsOut();
	if (!(await setBackend("tensorflow"))) throw new Error("TensorFlow.js did not accept it");
	await ready();
	const { binding, isUsingGpuDevice } = backend() as unknown as NodeBackend;
	const report = { tensorflow: binding.TF_Version, threads: threads(), gpu: isUsingGpuDevice };
	return { name: "tensorflow", ...report, ...attention() };
}
