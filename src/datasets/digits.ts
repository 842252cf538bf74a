import { type Tensor1D, type Tensor3D, tensor1d, tensor3d } from "@tensorflow/tfjs-core";
import { DIGITS } from "./digits.data";

/** Handwritten digits and what they are. */
export interface Digits {
	/** Ink from 0 to 1 in steps of 1/16, shape [1797, 8, 8]. */
	images: Tensor3D;
	/** The digit that was meant, int32, shape [1797]. */
	labels: Tensor1D;
}

const [SIDE, PIXELS, BLANK, FULL] = [8, 64, "a".charCodeAt(0), 16];

/**
 * 1,797 handwritten digits of 8 x 8 pixels, in the order of their source. Nothing is downloaded.
 *
 * ```ts
 * const { images, labels } = attention.datasets.digits();
 * ```
 * @returns `images` [1797, 8, 8] from 0 (blank) to 1, `labels` [1797] from 0 to 9.
 * Source: E. Alpaydin, C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository 1998 (its
 * test set), CC BY 4.0.
 */
export function digits(): Digits {
	const lines = DIGITS.trim().split("\n");
	const ink = new Float32Array(lines.length * PIXELS);
	const labels = new Int32Array(lines.length);
	lines.forEach((line, i) => {
		for (let at = 0; at < PIXELS; at++) ink[i * PIXELS + at] = (line.charCodeAt(at) - BLANK) / FULL;
		labels[i] = Number(line.slice(PIXELS));
	});
	return { images: tensor3d(ink, [lines.length, SIDE, SIDE]), labels: tensor1d(labels, "int32") };
}
