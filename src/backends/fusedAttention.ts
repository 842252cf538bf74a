/**
 * The attention core in C++ as kernels of TensorFlow.js, `FusedAttention` and its gradient. An empty tensor stands for an
 * input that is not there.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { backend, getKernel, type NamedTensorInfoMap, registerKernel, type TensorInfo } from "@tensorflow/tfjs-core";
import { FUSED_ATTENTION, FUSED_ATTENTION_GRAD, type FusedAttrs } from "../attend/fused";

interface OpAttribute {
	name: string;
	type: number;
	value: number;
}

interface NativeBackend {
	binding: { TF_ATTR_FLOAT: number; TF_ATTR_INT: number };
	executeMultipleOutputs(name: string, attributes: OpAttribute[], inputs: TensorInfo[], outputs: number): TensorInfo[];
}

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
	const { path: instructions } = require(path) as { path: string };
	const inputs = ["q", "k", "v", "mask", "bias", "queryLengths", "keyLengths", "sinks"];
	offer(FUSED_ATTENTION, "LabAttention", inputs, 2);
	offer(FUSED_ATTENTION_GRAD, "LabAttentionGrad", [...inputs, "out", "logSumExp", "dOut", "dLogSumExp"], 5);
	return instructions;
}

function offer(kernelName: string, operation: string, inputs: readonly string[], outputs: number): void {
	if (getKernel(kernelName, "tensorflow")) return;
	registerKernel({
		kernelName,
		backendName: "tensorflow",
		kernelFunc: ({ inputs: given, attrs }) => {
			const tensors = inputs.map((name) => (given as NamedTensorInfoMap)[name]!);
			const native = backend() as unknown as NativeBackend;
			const attributes = operationAttributes(native, attrs as unknown as Partial<FusedAttrs>);
			return native.executeMultipleOutputs(operation, attributes, tensors, outputs);
		},
	});
}

const WHOLE = ["diagonal", "left", "right", "wanted"] as const;

function operationAttributes({ binding }: NativeBackend, attrs: Partial<FusedAttrs>): OpAttribute[] {
	const whole = WHOLE.flatMap((name) => {
		const value = attrs[name];
		return value === undefined ? [] : [{ name, type: binding.TF_ATTR_INT, value }];
	});
	return [{ name: "scale", type: binding.TF_ATTR_FLOAT, value: attrs.scale! }, ...whole];
}
