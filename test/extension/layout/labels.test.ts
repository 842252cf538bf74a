import fc from "fast-check";
import { fitText, labelStep, visibleLabels } from "../../../extension/source/layout/labels";

describe("labels", () => {
	test("are all drawn when each has room", () => {
		expect(visibleLabels(5, 20, 12)).toEqual([0, 1, 2, 3, 4]);
	});

	test("thin out in round steps", () => {
		expect([6, 5, 2, 1, 0.5].map((cell) => labelStep(1000, cell, 12))).toEqual([2, 5, 10, 20, 50]);
	});

	test("keep the wanted one, and its neighbours give way", () => {
		expect(visibleLabels(21, 2, 10, [11])).toEqual([0, 5, 11, 20]);
	});

	test("never touch each other, however many there are", () => {
		const sizes = fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0.05, max: 50, noNaN: true }));
		fc.assert(
			fc.property(sizes, ([count, cell]) => {
				const shown = visibleLabels(count, cell, 11);
				const gaps = shown.slice(1).map((index, i) => (index - shown[i]) * cell);
				expect(shown[0]).toBe(0);
				expect(gaps.every((gap) => gap >= 11 - 1e-9)).toBe(true);
			}),
		);
	});

	test("end in an ellipsis when they are too long", () => {
		const measure = (text: string): number => [...text].length * 7;
		expect(fitText("attention", 63, measure)).toBe("attention");
		expect(fitText("attention", 40, measure)).toBe("atte…");
		expect(fitText("😀😀😀😀", 21, measure)).toBe("😀😀…");
		expect(fitText("attention", 3, measure)).toBe("…");
	});
});
