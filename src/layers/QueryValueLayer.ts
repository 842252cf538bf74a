import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { Shape } from "@tensorflow/tfjs-layers";
import type { CausalAlignment } from "../masks/causalMask";
import { AttentionLayer, type Kwargs, type LayerArgs } from "./AttentionLayer";
import type { Heads, HeadsOptions, OutputAndWeights } from "./parts/Heads";
import { firstMask, together } from "./parts/masks";
import { fromRows, toRows } from "./parts/rows";
import { checkSequences, sequences, toShapes } from "./parts/shapes";
import type { InitializerName } from "./parts/weights";

export interface QueryValueArgs extends LayerArgs {
	/** Share of the weights that training drops; the others grow by 1 / (1 - dropout). */
	dropout?: number;
	causal?: boolean | CausalAlignment;
	/** The layer then gives [output, weights]. */
	returnWeights?: boolean;
	kernelInitializer?: InitializerName;
	/** Makes initialisation and dropout repeatable. */
	seed?: number;
}

/** Shapes [B, L, M], [B, S, M] and [B, S, M], each M its own. */
export interface QueryValueInputs {
	query: Tensor;
	value: Tensor;
	key: Tensor;
}

/** Heads over whole sequences instead of rows. */
export function attended(
	name: string,
	heads: Heads,
	inputs: QueryValueInputs,
	options: HeadsOptions,
): OutputAndWeights {
	const [batch] = inputs.query.shape;
	const query = toRows(inputs.query);
	const value = inputs.value === inputs.query ? query : toRows(inputs.value);
	const key = inputs.key === inputs.value ? value : toRows(inputs.key);
	const { output, weights } = heads.run(name, { batch, query, value, key }, options);
	return { output: fromRows(output, batch), weights };
}

/** Model sizes of the three inputs. */
export type Sizes = Record<"query" | "value" | "key", number>;

/** Attention over [query, value, key?], as Keras orders them; one tensor attends to itself. */
export abstract class QueryValueLayer<Args extends QueryValueArgs> extends AttentionLayer<Args> {
	/** Size of the output's last axis. */
	protected abstract outputSize(shapes: Shape[]): number;
	/** Heads in the weights, or nothing where they have no such axis. */
	protected abstract headAxis(): number[];
	protected abstract buildFrom(sizes: Sizes): void;
	/** Within a tidy. */
	protected abstract attend(inputs: QueryValueInputs, options: HeadsOptions): OutputAndWeights;

	override build(inputShape: Shape | Shape[]): void {
		const shapes = sequences(this.getClassName(), inputShape, 1, 3);
		const [query, value = query, key = value] = shapes.map((shape) => shape[2] as number);
		this.buildFrom({ query, value, key });
		this.built = true;
	}

	private run(inputs: Tensor | Tensor[], kwargs: Kwargs, returnWeights: boolean): OutputAndWeights {
		const list = checkSequences(this.getClassName(), inputs);
		const [query, value = query, key = value] = list;
		const [queryMask, valueMask, keyMask] = this.masks(list, kwargs);
		const keys = value === query ? [queryMask] : [valueMask, keyMask];
		const mask = together(this.getClassName(), queryMask, keys, kwargs?.attentionMask);
		const { causal } = this.args;
		return this.attend({ query, value, key }, { mask, causal, training: kwargs?.training, returnWeights });
	}

	override call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor | Tensor[] {
		return tidy(() => {
			this.invokeCallHook(inputs, kwargs);
			const { returnWeights = false } = this.args;
			const { output, weights } = this.run(inputs, kwargs, returnWeights);
			return returnWeights ? [output, weights!] : output;
		});
	}

	/** The layer's output together with its weights, which sum to one over the keys; takes what `apply` takes. */
	callWithWeights(inputs: Tensor | Tensor[], kwargs: Kwargs = {}): Required<OutputAndWeights> {
		return tidy(() => {
			if (!this.built) this.apply(inputs, kwargs);
			return this.run(inputs, kwargs, true) as never;
		});
	}

	override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
		const shapes = toShapes(inputShape);
		const [query, value = query] = shapes;
		const output = [query[0], query[1], this.outputSize(shapes)];
		return this.args.returnWeights ? [output, [query[0], ...this.headAxis(), query[1], value[1]]] : output;
	}

	override computeMask(inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor | Tensor[] {
		const own = firstMask(inputs, mask) as Tensor;
		return this.args.returnWeights ? [own, null as never] : own;
	}
}
