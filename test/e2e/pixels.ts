import type { Locator } from "@playwright/test";

/** What stands on a canvas, whatever drew it. */
export interface Pixels {
	width: number;
	height: number;
	/** Red, green, blue, alpha of each, row by row. */
	bytes: Uint8Array;
	/** The colour of a device pixel. */
	at(x: number, y: number): [number, number, number];
}

/** Reads a canvas by drawing it on another one, as base64: a million numbers as JSON take seconds. */
export async function readPixels(canvas: Locator): Promise<Pixels> {
	const { width, height, text } = await canvas.evaluate(async (node) => {
		const { width, height } = node as HTMLCanvasElement;
		const copy = new OffscreenCanvas(width, height).getContext("2d")!;
		copy.drawImage(node as HTMLCanvasElement, 0, 0);
		const bytes = copy.getImageData(0, 0, width, height).data;
		const reader = new FileReader();
		const loaded = new Promise((resolve) => reader.addEventListener("load", resolve));
		reader.readAsDataURL(new Blob([bytes]));
		await loaded;
		return { width, height, text: String(reader.result).split(",")[1] };
	});
	const bytes = new Uint8Array(Buffer.from(text, "base64"));
	const at = (x: number, y: number): [number, number, number] => {
		const from = (y * width + x) * 4;
		return [bytes[from], bytes[from + 1], bytes[from + 2]];
	};
	return { width, height, bytes, at };
}

/** The colour in the middle of every cell of a matrix that fills a canvas, row by row. */
export async function readCells(canvas: Locator, rows: number, columns: number): Promise<[number, number, number][]> {
	const { width, height, at } = await readPixels(canvas);
	return Array.from({ length: rows * columns }, (_, cell) =>
		at(
			Math.floor((((cell % columns) + 0.5) * width) / columns),
			Math.floor(((Math.floor(cell / columns) + 0.5) * height) / rows),
		),
	);
}
