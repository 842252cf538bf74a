import {
	add,
	dropout,
	expandDims,
	logicalAnd,
	matMul,
	reshape,
	serialization,
	type Tensor,
	tidy,
} from "@tensorflow/tfjs-core";
import { initializers, type LayerVariable, layers, type Shape } from "@tensorflow/tfjs-layers";
import { weightsOf } from "../attend/attentionWeights";
import { toRank4 } from "../attend/inputs";
import { weightedSum } from "../attend/weightedSum";
import { mergeHeads } from "../heads/mergeHeads";
import { splitHeads } from "../heads/splitHeads";
import type { CausalAlignment } from "../masks/causalMask";
import { checkWhole, wrong } from "../wrong";

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;
type Kwargs = Parameters<InstanceType<typeof layers.Layer>["call"]>[1];
type InitializerName = "glorotNormal" | "glorotUniform" | "heNormal" | "heUniform" | "leCunNormal" | "zeros" | "ones";

/** Names and meanings of Keras' layer of the same name. */
export interface MultiHeadAttentionArgs extends LayerArgs {
	/** Heads H. */
	numHeads: number;
	/** Size D of each head's queries and keys. */
	keyDim: number;
	/** Size E of each head's values, D by default. */
	valueDim?: number;
	/** Size of the output, the query's own M by default. */
	outputDim?: number;
	useBias?: boolean;
	/** Share of the weights that training drops; the others grow by 1 / (1 - dropout). */
	dropout?: number;
	causal?: boolean | CausalAlignment;
	/** The layer then gives [output, weights]. */
	returnWeights?: boolean;
	kernelInitializer?: InitializerName;
	/** Makes initialisation and dropout repeatable. */
	seed?: number;
}

interface Seen {
	/** Shape [B, L, M]. */
	output: Tensor;
	/** Shape [B, H, L, S]; each row sums to one, or to zero where it sees nothing. */
	weights: Tensor;
}

const NAME = "MultiHeadAttention";

function toList<T>(value: T | T[]): T[] {
	return Array.isArray(value) ? value : [value];
}

/** One shape or several, as several. */
function toShapes(shape: Shape | Shape[]): Shape[] {
	return Array.isArray(shape[0]) ? (shape as Shape[]) : [shape as Shape];
}

/**
 * Several attentions beside each other, each on its own projection: `concat_h(softmax(x Wq_h (x Wk_h)ᵀ / sqrt(D)) x Wv_h) Wo`.
 *
 * ```ts
 * const x = tf.input({ shape: [10, 64] });
 * const y = attention.multiHeadAttention({ numHeads: 8, keyDim: 8 }).apply(x);
 * const model = tf.model({ inputs: x, outputs: y as tf.SymbolicTensor });
 * ```
 * Inputs are one tensor [B, L, M] (self-attention), or [query, value] or [query, value, key] as in Keras. A mask that
 * comes with the inputs (from an embedding with `maskZero`) closes padded keys, and the query's own goes on. TensorFlow.js
 * hands a layer in a model only the first input's mask; another one goes in as `apply(inputs, { attentionMask })`,
 * boolean, broadcastable to [B, H, L, S], true means *may look*.
 *
 * Vaswani et al. 2017, "Attention Is All You Need", section 3.2.2.
 */
export class MultiHeadAttention extends layers.Layer {
	/** @nocollapse */
	static className = NAME;
	private readonly args: MultiHeadAttentionArgs;
	private readonly projections: Record<string, { kernel: LayerVariable; bias?: LayerVariable }> = {};
	private drops = 0;

	constructor(args: MultiHeadAttentionArgs) {
		super(args);
		checkWhole(NAME, "numHeads", args.numHeads);
		checkWhole(NAME, "keyDim", args.keyDim);
		if (args.valueDim !== undefined) checkWhole(NAME, "valueDim", args.valueDim);
		if (args.outputDim !== undefined) checkWhole(NAME, "outputDim", args.outputDim);
		const { dropout: rate = 0 } = args;
		if (!(rate >= 0 && rate < 1)) throw wrong(NAME, "dropout must be from 0 to below 1", { dropout: rate });
		this.args = args;
		this.supportsMasking = true;
	}

	override build(inputShape: Shape | Shape[]): void {
		const shapes = toShapes(inputShape);
		if (shapes.length > 3 || shapes.some((shape) => shape.length !== 3)) {
			throw wrong(NAME, "inputs must be one to three tensors of shape [B, L, M]", {
				inputs: `[${shapes.join("], [")}]`,
			});
		}
		const [query, value = query, key = value] = shapes.map((shape) => shape[2] as number);
		const { numHeads, keyDim, valueDim = keyDim, outputDim = query } = this.args;
		this.project("query", query, numHeads * keyDim);
		this.project("key", key, numHeads * keyDim);
		this.project("value", value, numHeads * valueDim);
		this.project("output", numHeads * valueDim, outputDim);
		this.built = true;
	}

	private project(name: string, from: number, to: number): void {
		const { kernelInitializer = "glorotUniform", useBias = true, seed } = this.args;
		const drawn = seed === undefined ? undefined : seed + Object.keys(this.projections).length;
		const initializer = initializers[kernelInitializer]({ seed: drawn } as never);
		const kernel = this.addWeight(`${name}_kernel`, [from, to], "float32", initializer);
		const bias = useBias ? this.addWeight(`${name}_bias`, [to], "float32", initializers.zeros()) : undefined;
		this.projections[name] = { kernel, bias };
	}

	private dense(name: string, x: Tensor): Tensor {
		const { kernel, bias } = this.projections[name];
		const [batch, length, from] = x.shape;
		const rows = matMul(reshape(x, [batch * length, from]), kernel.read() as never);
		return reshape(bias === undefined ? rows : add(rows, bias.read()), [batch, length, -1]);
	}

	/** Padding of both sides and the caller's own mask, as one that fits [B, H, L, S]. */
	private mask(inputs: Tensor[], kwargs: Kwargs): Tensor | undefined {
		const [queryMask, valueMask = inputs.length === 1 ? queryMask : undefined] = toList(kwargs?.mask ?? []);
		const parts: Tensor[] = [];
		if (queryMask) parts.push(expandDims(expandDims(queryMask, 1), 3));
		if (valueMask) parts.push(expandDims(expandDims(valueMask, 1), 1));
		const own: Tensor | undefined = kwargs?.attentionMask;
		if (own) parts.push(own.rank === 3 ? expandDims(own, 1) : own);
		return parts.length === 0 ? undefined : parts.reduce((all, part) => logicalAnd(all, part));
	}

	private attend(inputs: Tensor[], kwargs: Kwargs): Seen {
		const [query, value = query, key = value] = inputs;
		const { numHeads, causal, dropout: rate = 0, seed } = this.args;
		const q = splitHeads(this.dense("query", query), numHeads);
		const k = splitHeads(this.dense("key", key), numHeads);
		const v = splitHeads(this.dense("value", value), numHeads);
		const weights = weightsOf(NAME, q, k, { mask: this.mask(inputs, kwargs), causal });
		const dropping = kwargs?.training === true && rate > 0;
		const kept = dropping
			? dropout(weights, rate, undefined, seed === undefined ? undefined : seed + this.drops++)
			: weights;
		const output = this.dense("output", mergeHeads(weightedSum(toRank4(kept), toRank4(v))));
		return { output, weights };
	}

	override call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor | Tensor[] {
		return tidy(() => {
			const list = toList(inputs);
			this.invokeCallHook(inputs, kwargs);
			const { output, weights } = this.attend(list, kwargs);
			return this.args.returnWeights ? [output, weights] : output;
		});
	}

	/** The layer's output together with the weights of every head; takes what `apply` takes. */
	callWithWeights(inputs: Tensor | Tensor[], kwargs: Kwargs = {}): Seen {
		return tidy(() => {
			if (!this.built) this.apply(inputs, kwargs);
			return this.attend(toList(inputs), kwargs) as never;
		});
	}

	override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
		const [query, value = query] = toShapes(inputShape);
		const output = [query[0], query[1], this.args.outputDim ?? query[2]];
		if (!this.args.returnWeights) return output;
		return [output, [query[0], this.args.numHeads, query[1], value[1]]];
	}

	override computeMask(_inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor | Tensor[] {
		const own = toList(mask ?? null)[0] as Tensor;
		return this.args.returnWeights ? [own, null as never] : own;
	}

	override getConfig(): serialization.ConfigDict {
		const { numHeads, keyDim, valueDim, outputDim, useBias, dropout, causal, returnWeights, kernelInitializer, seed } =
			this.args;
		const own = {
			numHeads,
			keyDim,
			valueDim,
			outputDim,
			useBias,
			dropout,
			causal,
			returnWeights,
			kernelInitializer,
			seed,
		};
		const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
		return { ...super.getConfig(), ...(given as serialization.ConfigDict) };
	}
}
serialization.registerClass(MultiHeadAttention as never);

/** A new `MultiHeadAttention` layer, in the manner of `tf.layers.dense(args)`. */
export function multiHeadAttention(args: MultiHeadAttentionArgs): MultiHeadAttention {
	return new MultiHeadAttention(args);
}
