/**
 * Attention as one operation of the engine: no matrix of L x S numbers is held. An engine has kernels of its own for it
 * (`backends/fusedAttention.ts`), or gets those that are composed of its other operations (`composed.ts`).
 */
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
	type Tensor3D,
	type Tensor4D,
	tensor,
} from "@tensorflow/tfjs-core";
import { isComposed, registerComposed } from "./composed/index";
import { seedHalves } from "./dropout";
import type { CheckedOptions } from "./inputs";
import type { Span } from "./limits";
import { FUSED, type FusedAttrs, INPUTS, STATISTICS, type StatisticName, WANTED } from "./names";

/** Whether the active engine has kernels of its own, which are not composed of others. */
export function isFused(): boolean {
	return getKernel(FUSED.attention, getBackend()) !== undefined && !isComposed(getBackend());
}

export interface Fused {
	/** [B, H, L, E] */
	output: Tensor4D;
	/** [B, H, L]: natural logarithm of each row's sum. */
	logSumExp: Tensor3D;
}

/** `softmax(scale · q kᵀ + bias) v`, shapes [B, H, L, D], [B, G, S, D], [B, G, S, E]; within a tidy. */
export function fusedAttention(q: Tensor4D, k: Tensor4D, v: Tensor4D, checked: CheckedOptions): Fused {
	const [output, logSumExp] = run(FUSED.attention, { q, k, v, ...limiting(checked) }, attrsOf(checked));
	return { output: output as Tensor4D, logSumExp: logSumExp as Tensor3D };
}

/** Each one's shape: weights [B, H, L, S], entropy and distance [B, H, L], columnMass [B, H, S], top [B, H, L, topK]. */
export type Statistics = Partial<Record<StatisticName | "topWeights" | "topKeys", Tensor>>;

/** What is asked about the weights, from q, k and the logSumExp of a forward with the same options; within a tidy. */
export function weightStatistics(
	q: Tensor4D,
	k: Tensor4D,
	logSumExp: Tensor,
	checked: CheckedOptions,
	names: readonly StatisticName[],
	topK = 0,
): Statistics {
	const wanted = names.reduce((bits, name) => bits | WANTED[name], 0);
	const inputs = { q, k, ...limiting(checked), logSumExp };
	const found = run(FUSED.statistics, inputs, { ...attrsOf(checked), wanted, top: topK });
	const named = names.map((name) => [name, found[STATISTICS.indexOf(name)]]);
	const top = topK === 0 ? {} : { topWeights: found[4], topKeys: found[5] };
	return { ...Object.fromEntries(named), ...top };
}

/** Where a tile lies: one head's cells `queries` x `keys`, 2^zoom x 2^zoom of them for each pixel. */
export interface Place {
	batch: number;
	head: number;
	queries: Span;
	keys: Span;
	zoom: number;
}

/** Largest and mean weight of each pixel; within a tidy. */
export function weightTile(q: Tensor4D, k: Tensor4D, logSumExp: Tensor, checked: CheckedOptions, place: Place) {
	const { batch, head, queries, keys, zoom } = place;
	const [[firstQuery, endQuery], [firstKey, endKey]] = [queries, keys];
	const at = { batch, head, firstQuery, endQuery, firstKey, endKey, zoom };
	const [max, mean] = run(FUSED.tile, { q, k, ...limiting(checked), logSumExp }, { ...attrsOf(checked), ...at });
	return { max, mean };
}

function run(name: string, inputs: NamedTensorMap, attrs: Partial<FusedAttrs>): Tensor[] {
	if (getKernel(name, getBackend()) === undefined) registerComposed(getBackend());
	return engine().runKernel(name, inputs, attrs as unknown as NamedAttrMap) as Tensor[];
}

/** The inputs that limit and shift cells; an empty tensor stands for what is not there. */
function limiting({ mask, bias, queryLengths, keyLengths, sinks }: CheckedOptions): NamedTensorMap {
	return {
		mask: mask === undefined ? none("bool") : full(mask),
		bias: bias === undefined ? none("float32") : full(bias),
		queryLengths: queryLengths ?? none("int32"),
		keyLengths: keyLengths ?? none("int32"),
		sinks: sinks ?? none("float32"),
	};
}

function attrsOf(checked: CheckedOptions): FusedAttrs {
	const { scale, softcap = 0, left, right, dropout, seed } = checked;
	const named = { diagonal: checked.diagonal === "bottom-right" ? 1 : 0, precision: checked.isMedium ? 1 : 0 };
	const [seedLow, seedHigh] = seedHalves(seed).map((half) => half | 0);
	return { scale, softcap, ...named, left, right, dropout, seedLow, seedHigh };
}

function none(dtype: "bool" | "float32" | "int32"): Tensor {
	return tensor([], [0], dtype);
}

/** With ones in front until it has four axes. */
function full(x: Tensor): Tensor {
	return x.rank === 4 ? x : reshape(x, [...new Array(4 - x.rank).fill(1), ...x.shape]);
}

const gradient: GradConfig = {
	kernelName: FUSED.attention,
	inputsToSave: [...INPUTS],
	outputsToSave: [true, true],
	gradFunc: (dy, saved, attrs) => {
		const [dOut, dLogSumExp] = dy as unknown as Tensor[];
		const names = [...INPUTS, "out", "logSumExp"];
		const inputs = Object.fromEntries(names.map((name, index) => [name, saved[index]]));
		const all = { ...inputs, dOut, dLogSumExp };
		const compute = (wanted: number) => run(FUSED.gradient, all, { ...(attrs as unknown as FusedAttrs), wanted });
		// Here, not within the functions below: each of those runs in a tidy of its own.
		const [dQ, dK, dV] = compute(1);
		return { q: () => dQ, k: () => dK, v: () => dV, bias: () => compute(2)[3], sinks: () => compute(4)[4] };
	},
};
registerGradient(gradient);

for (const kernelName of [FUSED.statistics, FUSED.tile]) {
	registerGradient({
		kernelName,
		gradFunc: () => {
			throw new Error("statistics and tiles of weights have no gradient: use attentionWeights where one is needed");
		},
	});
}
