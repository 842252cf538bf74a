import { reshape, type Tensor, type Tensor4D, transpose } from "@tensorflow/tfjs-core";
import { weightsOf } from "../../attend/attentionWeights";
import type { AttentionOptions } from "../../attend/options";
import { scaledDotProductAttention } from "../../attend/scaledDotProductAttention";
import { weightedSum } from "../../attend/weightedSum";
import { Dropping } from "./Dropping";
import { Projection, type ProjectionArgs } from "./Projection";
import type { MakeWeight } from "./weights";

export interface HeadsArgs extends ProjectionArgs {
	/** H. */
	queryHeads: number;
	/** G, as many as query heads by default. */
	keyHeads?: number;
	/** D. */
	keyDim: number;
	/** E, D by default. */
	valueDim?: number;
	/** Size of the output, the query's own by default. */
	outputDim?: number;
	dropout?: number;
	seed?: number;
}

/** Model sizes of what comes in. */
export interface HeadsSizes {
	query: number;
	value: number;
	key?: number;
}

/** Rows of all sequences, [B·L, M] and [B·S, M], of `batch` sequences. */
export interface HeadsInputs {
	batch: number;
	query: Tensor;
	value: Tensor;
	key?: Tensor;
}

export interface HeadsOptions extends Pick<AttentionOptions, "mask" | "causal"> {
	training?: unknown;
	/** Whether the caller wants to see the weights, which then are all in memory. */
	returnWeights?: boolean;
}

/** What attention gives, and what it looked at. */
export interface OutputAndWeights {
	/** Shape [B, L, M], between parts in rows. */
	output: Tensor;
	/** Shape [B, H, L, S]; each row sums to one, or to zero where it sees nothing. Before dropout. */
	weights?: Tensor;
}

/**
 * Several attentions beside each other, each on its own projection: `concat_h(softmax(x Wq_h (x Wk_h)ᵀ / sqrt(D)) x Wv_h) Wo`.
 *
 * Weights are built only where somebody wants to see them; otherwise it is `scaledDotProductAttention`, in one operation
 * where the engine has one.
 */
export class Heads {
	private readonly query: Projection;
	private readonly key: Projection;
	private readonly value: Projection;
	private readonly output: Projection;
	private readonly dropping: Dropping;

	constructor(
		make: MakeWeight,
		sizes: HeadsSizes,
		private readonly args: HeadsArgs,
	) {
		const { queryHeads, keyHeads = queryHeads, keyDim, valueDim = keyDim, outputDim = sizes.query } = args;
		this.query = new Projection(make, "query", sizes.query, queryHeads * keyDim, args);
		this.key = new Projection(make, "key", sizes.key ?? sizes.value, keyHeads * keyDim, args);
		this.value = new Projection(make, "value", sizes.value, keyHeads * valueDim, args);
		this.output = new Projection(make, "output", queryHeads * valueDim, outputDim, args);
		this.dropping = new Dropping(args.dropout, args.seed);
	}

	/** Within a tidy; `name` speaks the errors. */
	run(name: string, { batch, query, value, key = value }: HeadsInputs, options: HeadsOptions): OutputAndWeights {
		const { queryHeads, keyHeads = queryHeads } = this.args;
		const { mask, causal, training, returnWeights } = options;
		const q = split(this.query.run(query), batch, queryHeads);
		const k = split(this.key.run(key), batch, keyHeads);
		const v = split(this.value.run(value), batch, keyHeads);
		if (!returnWeights) {
			const all = { mask, causal, ...this.dropping.options(training) };
			return { output: this.output.run(merge(scaledDotProductAttention(q, k, v, all))) };
		}
		const weights = weightsOf(name, q, k, { mask, causal });
		return { output: this.output.run(merge(weightedSum(this.dropping.run(weights, training), v))), weights };
	}
}

/** Rows [B·L, H·D] as [B, H, L, D]. */
function split(rows: Tensor, batch: number, heads: number): Tensor4D {
	return transpose(reshape(rows, [batch, -1, heads, rows.shape[1]! / heads]) as Tensor4D, [0, 2, 1, 3]);
}

/** [B, H, L, E] as rows [B·L, H·E]. */
function merge(x: Tensor4D): Tensor {
	const [, heads, , size] = x.shape;
	return reshape(transpose(x, [0, 2, 1, 3]), [-1, heads * size]);
}
