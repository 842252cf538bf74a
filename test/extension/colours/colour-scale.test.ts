import { tableFor } from "@attention-lab/attention/map";
import {
	type ColourScale,
	colourOf,
	hatchAt,
	inkOn,
	luminance,
	shareOf,
	weightAt,
} from "../../../extension/source/colours/colour-scale";

const scale: ColourScale = {
	table: Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3)),
	largest: 0.8,
	shape: "sqrt",
	masked: [
		[1, 2, 3],
		[4, 5, 6],
	],
};

describe("a colour scale", () => {
	test("gives the table's colour by hand: sqrt(0.2 / 0.8) = 0.5, round(127.5) = 128", () => {
		expect(colourOf(scale, 0.2)).toEqual([128, 128, 128]);
		expect(colourOf({ ...scale, shape: "linear" }, 0.2)).toEqual([64, 64, 64]);
		expect([colourOf(scale, 0)[0], colourOf(scale, 0.8)[0], colourOf(scale, 2)[0]]).toEqual([0, 255, 255]);
	});

	test("is its own way back", () => {
		for (const share of [0, 0.13, 0.5, 1]) expect(shareOf(scale, weightAt(scale, share))).toBeCloseTo(share, 12);
	});

	test("shows an empty map as zero", () => {
		expect(shareOf({ ...scale, largest: 0 }, 0)).toBe(0);
	});

	test("hatches what was never looked at", () => {
		expect([hatchAt(scale, 0, 0), hatchAt(scale, 1, 1), hatchAt(scale, 2, 4)]).toEqual([
			[4, 5, 6],
			[1, 2, 3],
			[4, 5, 6],
		]);
	});
});

describe.each([true, false])("the table for a light page: %s", (light) => {
	const table = tableFor(light);
	const shades = Array.from({ length: 256 }, (_, i) => luminance([table[3 * i], table[3 * i + 1], table[3 * i + 2]]));

	test("carries the weight in its lightness alone, from the page's ground away", () => {
		const steps = shades.slice(1).map((shade, i) => (light ? shades[i] - shade : shade - shades[i]));
		expect(Math.min(...steps)).toBeGreaterThanOrEqual(-0.001);
		expect(shades[0]).toBeCloseTo(light ? 0.96 : 0.01, 1);
		expect(Math.abs(shades[255] - shades[0])).toBeGreaterThan(0.8);
	});

	test("lets numbers be read on every colour", () => {
		for (let i = 0; i < 256; i++) {
			const ink = inkOn([table[3 * i], table[3 * i + 1], table[3 * i + 2]]) === "#000" ? 0 : 1;
			const [dark, bright] = [Math.min(ink, shades[i]), Math.max(ink, shades[i])];
			expect((bright + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5);
		}
	});
});
