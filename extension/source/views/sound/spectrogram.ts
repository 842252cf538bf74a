import type { Colour } from "../../colours/colour-scale";

/**
 * A spectrogram as a picture of its own size: grey, loud far from the ground, low frequency at the bottom. Grey so that no
 * sound can be taken for attention.
 */
export function spectrogramImage(bytes: Uint8Array, bins: number, frames: number, light: boolean): ImageData {
	const image = new ImageData(frames, bins);
	for (let bin = 0; bin < bins; bin++) {
		for (let frame = 0, at = (bins - 1 - bin) * frames * 4; frame < frames; frame++, at += 4) {
			image.data.set([...greyOf(bytes[bin * frames + frame], light), 255], at);
		}
	}
	return image;
}

/** The grey of a byte: on a light page from white to black, on a dark one from black to white. */
export function greyOf(byte: number, light: boolean): Colour {
	const grey = light ? 255 - byte : byte;
	return [grey, grey, grey];
}

/** The spectrogram on a canvas of its own, ready to be stretched. */
export function spectrogramCanvas(bytes: Uint8Array, bins: number, frames: number, light: boolean): OffscreenCanvas {
	const canvas = new OffscreenCanvas(frames, bins);
	canvas.getContext("2d")?.putImageData(spectrogramImage(bytes, bins, frames, light), 0, 0);
	return canvas;
}
