import { tableFor } from "@attention-lab/attention/map";
import { type ColourScale, colourOf } from "../../../extension/source/colours/colour-scale";
import { fillPixels } from "../../../extension/source/raster/canvas2d";

const scale: ColourScale = {
	table: tableFor(true),
	largest: 0.7,
	shape: "sqrt",
	masked: [
		[9, 9, 9],
		[8, 8, 8],
	],
};
const values = Float32Array.of(0, 0.1, 0.7, 0.2, Number.NaN, 0.35);

describe("the plain raster", () => {
	test("paints every pixel of a cell in the cell's colour", () => {
		const piece = {
			plane: { rows: 2, columns: 3, values, pooling: [1, 1] as [number, number], exact: true },
			x: 0,
			y: 0,
			width: 9,
			height: 4,
		};
		const bytes = new Uint8ClampedArray(9 * 4 * 4);
		fillPixels(bytes, piece, scale);
		for (let y = 0; y < 4; y++) {
			for (let x = 0; x < 9; x++) {
				const weight = values[Math.floor(y / 2) * 3 + Math.floor(x / 3)];
				const at = (y * 9 + x) * 4;
				const wanted = Number.isNaN(weight) ? [(x + y) % 6 < 1 ? 8 : 9] : colourOf(scale, weight);
				expect([...bytes.subarray(at, at + wanted.length)]).toEqual([...wanted]);
				expect(bytes[at + 3]).toBe(255);
			}
		}
	});
});
