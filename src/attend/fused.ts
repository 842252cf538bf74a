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
} from "@tensorflow/tfjs-core";
import { isComposed, registerComposed } from "./composed/index";
import { seedHalves } from "./dropout";
import type { CheckedOptions } from "./inputs";
import type { Span } from "./limits";
import {
	FUSED,
	type FusedAttrs,
	inputNames,
	OPTIONAL,
	type OptionalName,
	STATISTICS,
	type StatisticName,
	WANTED,
} from "./names";

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
	const { given, tensors } = limiting(checked);
	const [output, logSumExp] = run(FUSED.attention, [q, k, v, ...tensors], { given, ...attrsOf(checked) });
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
	const { given, tensors } = limiting(checked);
	const attrs = { given, ...attrsOf(checked), wanted, top: topK };
	const found = run(FUSED.statistics, [q, k, ...tensors, logSumExp], attrs);
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
	const { given, tensors } = limiting(checked);
	const [max, mean] = run(FUSED.tile, [q, k, ...tensors, logSumExp], { given, ...attrsOf(checked), ...at });
	return { max, mean };
}

function run(name: string, inputs: readonly Tensor[], attrs: FusedAttrs): Tensor[] {
	if (getKernel(name, getBackend()) === undefined) registerComposed(getBackend());
	return engine().runKernel(name, inputs as unknown as NamedTensorMap, attrs as unknown as NamedAttrMap) as Tensor[];
}

/** The optional inputs that are there. */
function limiting(checked: CheckedOptions): { given: OptionalName[]; tensors: Tensor[] } {
	const given = OPTIONAL.filter((name) => checked[name] !== undefined);
	return { given, tensors: given.map((name) => (name === "mask" || name === "bias" ? full : same)(checked[name]!)) };
}

function same(x: Tensor): Tensor {
	return x;
}

function attrsOf(checked: CheckedOptions): Omit<FusedAttrs, "given"> {
	const { scale, softcap = 0, left, right, dropout, seed } = checked;
	const named = { diagonal: checked.diagonal === "bottom-right" ? 1 : 0, precision: checked.isMedium ? 1 : 0 };
	const [seedLow, seedHigh] = seedHalves(seed).map((half) => half | 0);
	return { scale, softcap, ...named, left, right, dropout, seedLow, seedHigh };
}

/** With ones in front until it has four axes. */
function full(x: Tensor): Tensor {
	return x.rank === 4 ? x : reshape(x, [...new Array(4 - x.rank).fill(1), ...x.shape]);
}

const gradient: GradConfig = {
	kernelName: FUSED.attention,
	saveAllInputs: true,
	outputsToSave: [true, true],
	gradFunc: (dy, saved, attrs) => {
		const known = attrs as unknown as FusedAttrs;
		const names = inputNames(FUSED.attention, known.given);
		const all = [...saved, ...(dy as unknown as Tensor[])];
		const compute = (wanted: number) => run(FUSED.gradient, all, { ...known, wanted });
		// Here, not within the functions below: each of those runs in a tidy of its own.
		const [dQ, dK, dV] = compute(1);
		const by: Record<string, () => Tensor> = {
			...{ q: () => dQ, k: () => dK, v: () => dV },
			...{ bias: () => compute(2)[3], sinks: () => compute(4)[4] },
		};
		return names.map((name) => by[name]) as never;
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
