/** Attention in one operation, where the engine has one: no matrix of L x S numbers is ever held. */
import {
	engine,
	type GradConfig,
	getBackend,
	getKernel,
	type NamedAttrMap,
	type NamedTensorMap,
	registerGradient,
	reshape,
	type Tensor,
	type Tensor4D,
	tensor,
} from "@tensorflow/tfjs-core";

export const FUSED_ATTENTION = "FusedAttention";
export const FUSED_ATTENTION_GRAD = "FusedAttentionGrad";

/** Cells with `-left <= j - level(i) <= right` may be looked at; -1 is open. */
export interface FusedAttrs {
	scale: number;
	/** `level(i)` is i (0), or i + S - L (1). */
	diagonal: number;
	left: number;
	right: number;
	/** Of the gradient: 1 for q, k and v, 2 for the bias. */
	wanted: number;
}

export interface FusedOptions {
	scale: number;
	causal?: "top-left" | "bottom-right";
	mask?: Tensor;
	bias?: Tensor;
}

/** Whether the active engine has the operation. */
export function isFused(): boolean {
	return getKernel(FUSED_ATTENTION, getBackend()) !== undefined;
}

/** `softmax(scale · q kᵀ + bias) v`, shapes [B, H, L, D], [B, G, S, D], [B, G, S, E]; within a tidy. */
export function fusedAttention(q: Tensor4D, k: Tensor4D, v: Tensor4D, options: FusedOptions): Tensor4D {
	const { scale, causal, mask, bias } = options;
	const attrs = { scale, diagonal: causal === "bottom-right" ? 1 : 0, left: -1, right: causal === undefined ? -1 : 0 };
	const inputs = {
		q,
		k,
		v,
		mask: mask === undefined ? none("bool") : full(mask),
		bias: bias === undefined ? none("float32") : full(bias),
		queryLengths: none("int32"),
		keyLengths: none("int32"),
		sinks: none("float32"),
	};
	const [out] = run(FUSED_ATTENTION, inputs, attrs);
	return out as Tensor4D;
}

function run(name: string, inputs: NamedTensorMap, attrs: Partial<FusedAttrs>): Tensor[] {
	return engine().runKernel(name, inputs, attrs as unknown as NamedAttrMap) as Tensor[];
}

function none(dtype: "bool" | "float32" | "int32"): Tensor {
	return tensor([], [0], dtype);
}

/** With ones in front until it has four axes. */
function full(x: Tensor): Tensor {
	return x.rank === 4 ? x : reshape(x, [...new Array(4 - x.rank).fill(1), ...x.shape]);
}

const SAVED = ["q", "k", "v", "mask", "bias", "queryLengths", "keyLengths", "sinks"];

const gradient: GradConfig = {
	kernelName: FUSED_ATTENTION,
	inputsToSave: SAVED,
	outputsToSave: [true, true],
	gradFunc: (dy, saved, attrs) => {
		const [dOut, dLogSumExp] = dy as unknown as Tensor[];
		const inputs = Object.fromEntries(SAVED.map((name, index) => [name, saved[index]]));
		const [out, logSumExp] = saved.slice(SAVED.length);
		const all = { ...inputs, out, logSumExp, dOut, dLogSumExp };
		const compute = (wanted: number) => run(FUSED_ATTENTION_GRAD, all, { ...(attrs as unknown as FusedAttrs), wanted });
		// Here, not within the functions below: each of those runs in a tidy of its own.
		const [dQ, dK, dV] = compute(1);
		return { q: () => dQ, k: () => dK, v: () => dV, bias: () => compute(2)[3] };
	},
};

registerGradient(gradient);
