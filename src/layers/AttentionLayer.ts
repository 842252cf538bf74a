import type { serialization, Tensor } from "@tensorflow/tfjs-core";
import { layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { withMasks } from "./MaskCarrier";
import { firstMask, masksOf } from "./parts/masks";
import { initializer, type MakeWeight } from "./parts/weights";

export type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;
export type Kwargs = Parameters<InstanceType<typeof layers.Layer>["call"]>[1];
type Inputs = Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[];

/** Arguments that `super.getConfig` words itself, that are no part of a config, or that loading adds. */
const NOT_OWN = new Set(
	"name trainable inputShape batchInputShape batchSize dtype inputDType weights customObjects".split(" "),
);

/** What every layer of this room shares: its arguments are its config, masks of all inputs, weights with a seed. */
export abstract class AttentionLayer<Args extends LayerArgs & { seed?: number }> extends layers.Layer {
	private drawn = 0;

	constructor(protected readonly args: Args) {
		super(args);
		this.supportsMasking = true;
	}

	/** For the parts of this layer; each kernel has a seed of its own. */
	protected readonly make: MakeWeight = (name, shape, start) => {
		const fixed = start === "zeros" || start === "ones";
		const seed = fixed || this.args.seed === undefined ? undefined : this.args.seed + this.drawn++;
		return this.addWeight(name, shape, "float32", initializer(start, seed));
	};

	override apply(inputs: Inputs, kwargs?: Kwargs) {
		return super.apply(withMasks(inputs), kwargs);
	}

	/** The mask of padding of each input, within a tidy. */
	protected masks(inputs: Tensor[], kwargs: Kwargs): (Tensor | undefined)[] {
		return masksOf(this, inputs, kwargs?.mask);
	}

	override computeMask(inputs: Tensor | Tensor[], mask?: Tensor | Tensor[]): Tensor | Tensor[] {
		return firstMask(inputs, mask) as Tensor;
	}

	override getConfig(): serialization.ConfigDict {
		const given = Object.entries(this.args).filter(([key, value]) => value !== undefined && !NOT_OWN.has(key));
		return { ...super.getConfig(), ...(Object.fromEntries(given) as serialization.ConfigDict) };
	}
}
