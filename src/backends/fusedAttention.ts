/**
 * The attention core in C++ as kernels of TensorFlow.js: forward, gradient, statistics and tiles. An empty tensor stands for
 * an input that is not there. What differs from call to call goes in as a small tensor, not as an attribute: TensorFlow keeps
 * a compiled operation for each combination of attributes that it has seen.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { backend, getKernel, registerKernel, type TensorInfo } from "@tensorflow/tfjs-core";
import { FUSED, type FusedAttrs, inputNames, OPTIONAL, type Operation } from "../attend/names";

interface OpAttribute {
	name: string;
	type: number;
	value: number;
}

interface NativeBackend {
	binding: { TF_ATTR_FLOAT: number; TF_ATTR_INT: number };
	write(values: Float32Array | Int32Array | Uint8Array, shape: number[], dtype: string): object;
	disposeData(dataId: object): boolean;
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
	offer(FUSED.attention, "LabAttention", 2);
	offer(FUSED.gradient, "LabAttentionGrad", 5);
	offer(FUSED.statistics, "LabAttentionStatistics", 6);
	offer(FUSED.tile, "LabAttentionTile", 2);
	return core.path;
}

/** Not of the engine's tensors, so that none of its scopes counts or disposes of it. */
function made(
	native: NativeBackend,
	values: Float32Array | Int32Array | Uint8Array,
	dtype: "float32" | "int32" | "bool",
) {
	const shape = [values.length];
	return { dataId: native.write(values, shape, dtype), shape, dtype } as TensorInfo;
}

const EMPTIES = new Map<string, TensorInfo>();

/** What stands for an input that is not there; made once. */
function nothing(native: NativeBackend, name: string): TensorInfo {
	const [dtype, values] =
		name === "mask"
			? (["bool", new Uint8Array()] as const)
			: name === "bias" || name === "sinks"
				? (["float32", new Float32Array()] as const)
				: (["int32", new Int32Array()] as const);
	const known = EMPTIES.get(dtype) ?? made(native, values, dtype);
	EMPTIES.set(dtype, known);
	return known;
}

const PLACE = ["batch", "head", "firstQuery", "endQuery", "firstKey", "endKey", "zoom"] as const;

/** Inputs in the order of TensorFlow's operation, and those of them that are for this call alone. */
function inputsOf(native: NativeBackend, operation: Operation, inputs: readonly TensorInfo[], attrs: FusedAttrs) {
	const given = new Map(inputNames(operation, attrs.given).map((name, index) => [name, inputs[index]]));
	const own: TensorInfo[] = [];
	const small = (...values: number[]) => {
		const tensor = made(native, Int32Array.from(values), "int32");
		own.push(tensor);
		return tensor;
	};
	if (attrs.dropout > 0) given.set("seed", small(attrs.seedLow, attrs.seedHigh));
	if (operation === FUSED.tile) given.set("place", small(...PLACE.map((name) => attrs[name]!)));
	const order = inputNames(operation, [...OPTIONAL, "seed"]);
	if (operation === FUSED.tile) order.push("place");
	return { own, all: order.map((name) => given.get(name) ?? nothing(native, name)) };
}

function offer(kernelName: Operation, name: string, outputs: number): void {
	if (getKernel(kernelName, "tensorflow")) return;
	registerKernel({
		kernelName,
		backendName: "tensorflow",
		kernelFunc: ({ inputs, attrs }) => {
			const native = backend() as unknown as NativeBackend;
			const known = attrs as unknown as FusedAttrs;
			const { own, all } = inputsOf(native, kernelName, inputs as unknown as TensorInfo[], known);
			try {
				return native.executeMultipleOutputs(name, operationAttributes(native, known), all, outputs);
			} catch (error) {
				// "Invalid TF_Status: 3", and the message after it.
				throw new Error(`attention: ${(error as Error).message.replace(/^Invalid TF_Status: \d+\s*(Message: )?/, "")}`);
			} finally {
				for (const { dataId } of own) native.disposeData(dataId);
			}
		},
	});
}

/** Attributes in TensorFlow's type, and what it takes where they are not told. */
const ATTRIBUTES = {
	scale: ["TF_ATTR_FLOAT", undefined],
	softcap: ["TF_ATTR_FLOAT", 0],
	dropout: ["TF_ATTR_FLOAT", 0],
	diagonal: ["TF_ATTR_INT", 0],
	left: ["TF_ATTR_INT", -1],
	right: ["TF_ATTR_INT", -1],
	precision: ["TF_ATTR_INT", 0],
	wanted: ["TF_ATTR_INT", undefined],
	top: ["TF_ATTR_INT", 0],
} as const;

function operationAttributes({ binding }: NativeBackend, attrs: FusedAttrs): OpAttribute[] {
	const told: OpAttribute[] = [];
	for (const [name, [type, usual]] of Object.entries(ATTRIBUTES)) {
		const value = attrs[name as keyof typeof ATTRIBUTES];
		if (value !== undefined && value !== usual) told.push({ name, type: binding[type], value });
	}
	return told;
}
