/**
 * The attention core in C++ as kernels of TensorFlow.js: forward, gradient, statistics and tiles. An empty tensor stands for
 * an input that is not there.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { backend, getKernel, type NamedTensorInfoMap, registerKernel, type TensorInfo } from "@tensorflow/tfjs-core";
import { FUSED, type FusedAttrs, GRADIENT_INPUTS, INPUTS, WEIGHTS_INPUTS } from "../attend/names";

interface OpAttribute {
	name: string;
	type: number;
	value: number;
}

interface NativeBackend {
	binding: { TF_ATTR_FLOAT: number; TF_ATTR_INT: number };
	executeMultipleOutputs(name: string, attributes: OpAttribute[], inputs: TensorInfo[], outputs: number): TensorInfo[];
}

interface Core {
	/** The instruction set that it runs on. */
	path: string;
	/** Operations end early while the number is not 0. */
	watch(flag: Int32Array): void;
}

/** Whoever interrupts this process puts an Int32Array of one number there, shared with the thread that sets it. */
const CANCELLED = Symbol.for("attention-lab.cancelled");

/** Where the core lies once set-up has built it. */
export function corePath(): string {
	return join(dirname(require.resolve("@attention-lab/attention/package.json")), "native", "build", "attention.node");
}

/**
 * Loads the core, which registers its operations with TensorFlow, and offers them to TensorFlow.js.
 *
 * @returns The instruction set that it runs on: `avx512`, `avx2` …
 * @throws Where it is not built.
 */
export function startFusedAttention(): string {
	const path = corePath();
	if (!existsSync(path)) throw new Error(`the attention core is not built (no ${path}); \`npm run setup\` builds it`);
	const core = require(path) as Core;
	const flag = (globalThis as Record<symbol, unknown>)[CANCELLED];
	if (flag instanceof Int32Array) core.watch(flag);
	offer(FUSED.attention, "LabAttention", INPUTS, 2);
	offer(FUSED.gradient, "LabAttentionGrad", GRADIENT_INPUTS, 5);
	offer(FUSED.statistics, "LabAttentionStatistics", WEIGHTS_INPUTS, 6);
	offer(FUSED.tile, "LabAttentionTile", WEIGHTS_INPUTS, 2);
	return core.path;
}

function offer(kernelName: string, operation: string, inputs: readonly string[], outputs: number): void {
	if (getKernel(kernelName, "tensorflow")) return;
	registerKernel({
		kernelName,
		backendName: "tensorflow",
		kernelFunc: ({ inputs: given, attrs }) => {
			const tensors = inputs.map((name) => (given as NamedTensorInfoMap)[name]!);
			const native = backend() as unknown as NativeBackend;
			const attributes = operationAttributes(native, attrs as unknown as FusedAttrs);
			try {
				return native.executeMultipleOutputs(operation, attributes, tensors, outputs);
			} catch (error) {
				// "Invalid TF_Status: 3", and the message after it.
				throw new Error(`attention: ${(error as Error).message.replace(/^Invalid TF_Status: \d+\s*(Message: )?/, "")}`);
			}
		},
	});
}

const FRACTIONS = ["scale", "softcap", "dropout"];

/** In TensorFlow's spelling: `seedLow` is `seed_low`. */
function operationAttributes({ binding }: NativeBackend, attrs: FusedAttrs): OpAttribute[] {
	return Object.entries(attrs).map(([key, value]) => ({
		name: key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
		type: FRACTIONS.includes(key) ? binding.TF_ATTR_FLOAT : binding.TF_ATTR_INT,
		value,
	}));
}
