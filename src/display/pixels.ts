import { Tensor } from "@tensorflow/tfjs-core";
import { wrong } from "../wrong";

/** Red, green and blue of each pixel, row-major. */
export interface Rgb24 {
	rgb: Uint8Array;
	width: number;
	height: number;
}

/** Pixels of a tensor [height, width, 1, 3 or 4], on white where they are transparent. */
export function pixelsOf(name: string, data: unknown): Rgb24 {
	const must = "image.data must be a tensor [height, width, 1, 3 or 4], or a file's bytes";
	if (!(data instanceof Tensor) || data.isDisposed) throw wrong(name, must, { data });
	const [height, width, channels] = data.shape;
	if (data.rank !== 3 || data.size === 0 || ![1, 3, 4].includes(channels)) throw wrong(name, must, { data });
	const numbers = data.dataSync();
	const most = data.dtype === "float32" ? 1 : 255;
	if (!numbers.every((x) => x >= 0 && x <= most)) {
		throw wrong(name, `image.data of type ${data.dtype} must be from 0 to ${most}`, { data });
	}
	const rgb = new Uint8Array(width * height * 3);
	for (let i = 0; i < rgb.length; i++) {
		const pixel = Math.floor(i / 3) * channels;
		const value = numbers[pixel + (channels === 1 ? 0 : i % 3)] / most;
		const opacity = channels === 4 ? numbers[pixel + 3] / most : 1;
		rgb[i] = Math.round(255 * (value * opacity + 1 - opacity));
	}
	return { rgb, width, height };
}

/** The picture with at most `side` pixels along its longer side, each the mean of those it covers. */
export function shrunk({ rgb, width, height }: Rgb24, side: number): Rgb24 {
	const share = side / Math.max(width, height);
	if (share >= 1) return { rgb, width, height };
	const [across, down] = [width, height].map((size) => Math.max(1, Math.round(size * share)));
	const [sums, counts] = [new Float64Array(across * down * 3), new Uint32Array(across * down)];
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const to = Math.floor((y * down) / height) * across + Math.floor((x * across) / width);
			counts[to]++;
			for (let c = 0; c < 3; c++) sums[3 * to + c] += rgb[3 * (y * width + x) + c];
		}
	}
	const means = Uint8Array.from(sums, (sum, i) => Math.round(sum / counts[Math.floor(i / 3)]));
	return { rgb: means, width: across, height: down };
}
