import {
	add,
	expandDims,
	logicalAnd,
	matMul,
	mul,
	serialization,
	squeeze,
	sum,
	type Tensor,
	tanh,
} from "@tensorflow/tfjs-core";
import type { LayerVariable, Shape } from "@tensorflow/tfjs-layers";
import { type CausalAlignment, causalMask } from "../masks/causalMask";
import { maskedSoftmax } from "../normalizers/maskedSoftmax";
import { checkWhole, wrong } from "../wrong";
import { checkRate, Dropping } from "./parts/Dropping";
import type { HeadsOptions, OutputAndWeights } from "./parts/Heads";
import { Projection } from "./parts/Projection";
import { fromRows, toRows } from "./parts/rows";
import { checkInitializer } from "./parts/weights";
import { type QueryValueArgs, type QueryValueInputs, QueryValueLayer, type Sizes } from "./QueryValueLayer";

/** Names and meanings of Keras' layer of the same name, and `units`. */
export interface AdditiveAttentionArgs extends QueryValueArgs {
	/** Whether the sum over the features has a learned factor for each, `v`; true by default. */
	useScale?: boolean;
	/** Features U that queries and keys are first projected to, each by its own matrix, as in the paper. Keras has no such option. */
	units?: number;
}

const NAME = "AdditiveAttention";

/**
 * Scores by a small network instead of a product: `softmax(Σ v · tanh(q + k)) value`; with `units`, `v · tanh(q Wq + b + k Wk)`.
 *
 * ```ts
 * const [decoder, encoder] = [tf.input({ shape: [3, 64] }), tf.input({ shape: [10, 64] })];
 * const context = attention.additiveAttention({ units: 32 }).apply([decoder, encoder]) as tf.SymbolicTensor;
 * const model = tf.model({ inputs: [decoder, encoder], outputs: context });  // [B, 3, 64]
 * ```
 * Inputs are [query, value] or [query, value, key], masks as with `multiHeadAttention`. Weights have the shape [B, L, S].
 * Needs B·L·S·U numbers while it runs.
 *
 * Bahdanau, Cho and Bengio 2015, "Neural Machine Translation by Jointly Learning to Align and Translate", section A.1.2.
 */
export class AdditiveAttention extends QueryValueLayer<AdditiveAttentionArgs> {
	/** @nocollapse */
	static className = NAME;
	private scale?: LayerVariable;
	private query?: Projection;
	private key?: Projection;
	private readonly dropping: Dropping;

	constructor(args: AdditiveAttentionArgs = {}) {
		super(args);
		if (args.units !== undefined) checkWhole(NAME, "units", args.units);
		checkRate(NAME, args.dropout);
		checkInitializer(NAME, "kernelInitializer", args.kernelInitializer);
		this.dropping = new Dropping(args.dropout, args.seed);
	}

	protected override buildFrom({ query, key }: Sizes): void {
		const { units, useScale = true, kernelInitializer = "glorotUniform" } = this.args;
		if (units === undefined && query !== key) {
			throw wrong(NAME, "query and key must have the same size where units is not given", { query, key });
		}
		if (units !== undefined) {
			this.query = new Projection(this.make, "query", query, units, { kernelInitializer });
			this.key = new Projection(this.make, "key", key, units, { kernelInitializer, useBias: false });
		}
		if (useScale) this.scale = this.make("scale", [units ?? query], kernelInitializer);
	}

	protected override attend({ query, value, key = value }: QueryValueInputs, options: HeadsOptions): OutputAndWeights {
		const project = (x: Tensor, by?: Projection) => (by ? fromRows(by.run(toRows(x)), x.shape[0]) : x);
		const [q, k] = [project(query, this.query), project(key, this.key)];
		const bent = tanh(add(expandDims(q, 2), expandDims(k, 1)));
		const scores = sum(this.scale === undefined ? bent : mul(bent, this.scale.read()), 3);
		const weights = maskedSoftmax(scores, restricted(scores, options));
		return { output: matMul(this.dropping.run(weights, options.training), value), weights };
	}

	protected override outputSize(shapes: Shape[]): number {
		return (shapes[1] ?? shapes[0])[2]!;
	}

	protected override headAxis(): number[] {
		return [];
	}
}
serialization.registerClass(AdditiveAttention as never);

/** The mask over [B, L, S] scores; what comes for [B, H, L, S] has one head here. */
function restricted(scores: Tensor, { mask, causal }: HeadsOptions): Tensor | undefined {
	const [, L, S] = scores.shape;
	const own = mask?.rank === 4 ? flatHead(mask) : mask;
	if (!causal) return own;
	const triangle = causalMask(L, S, causal === true ? undefined : (causal as CausalAlignment));
	return own === undefined ? triangle : logicalAnd(own, triangle);
}

function flatHead(mask: Tensor): Tensor {
	if (mask.shape[1] !== 1) throw wrong(NAME, "attentionMask must broadcast to [B, L, S]", { attentionMask: mask });
	return squeeze(mask, [1]);
}

/** A new `AdditiveAttention` layer, in the manner of `tf.layers.dense(args)`. */
export function additiveAttention(args: AdditiveAttentionArgs = {}): AdditiveAttention {
	return new AdditiveAttention(args);
}
