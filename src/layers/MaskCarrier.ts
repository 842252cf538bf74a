import { clone, serialization, type Tensor } from "@tensorflow/tfjs-core";
import { layers, type Shape, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { mayBeMasked } from "./parts/masks";
import { toList } from "./parts/shapes";

type Kwargs = Parameters<InstanceType<typeof layers.Layer>["call"]>[1];

/**
 * Gives what it gets, with the mask that came with it on the tensor itself: `y = x`.
 *
 * A model of TensorFlow.js tells a layer the mask of its first input only. One of these stands before each other input
 * that may have a mask, so that cross-attention does not look at padding. Layers of this room put it there themselves.
 */
export class MaskCarrier extends layers.Layer {
	/** @nocollapse */
	static className = "MaskCarrier";

	override call(inputs: Tensor | Tensor[], kwargs: Kwargs): Tensor {
		const output = clone(toList(inputs)[0]);
		output.kerasMask = kwargs?.mask;
		return output;
	}

	// The model would write its own finding over ours where masking is supported; and it must not refuse the mask.
	override computeMask(): Tensor {
		return null as never;
	}

	override computeOutputShape(inputShape: Shape): Shape {
		return inputShape;
	}
}
serialization.registerClass(MaskCarrier as never);

/** The inputs of a layer, with a carrier before each that the model would forget the mask of. */
export function withMasks<T>(inputs: T): T {
	if (!Array.isArray(inputs)) return inputs;
	return inputs.map((input, at) => {
		if (at === 0 || !(input instanceof SymbolicTensor) || !mayBeMasked(input)) return input;
		return new MaskCarrier({}).apply(input);
	}) as T;
}
