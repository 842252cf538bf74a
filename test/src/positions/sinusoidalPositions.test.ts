import { sinusoidalPositions } from "@attention-lab/attention";
import { startBackend } from "../backend";

beforeAll(startBackend);

test("by hand: position 1 of 4 numbers", () => {
	// 1 / 10000^(0/4) = 1, 1 / 10000^(2/4) = 0.01
	const rows = sinusoidalPositions(2, 4).arraySync();
	expect(rows[0]).toEqual([0, 1, 0, 1]);
	[Math.sin(1), Math.cos(1), Math.sin(0.01), Math.cos(0.01)].forEach((wanted, column) => {
		expect(rows[1][column]).toBeCloseTo(wanted, 7);
	});
});

test("a shift by n is one rotation, wherever it starts", () => {
	const M = 14;
	const p = sinusoidalPositions(31, M).arraySync();
	const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
	for (const from of [0, 3, 19]) expect(dot(p[from], p[from + 11])).toBeCloseTo(dot(p[1], p[12]), 5);
	expect(dot(p[5], p[5])).toBeCloseTo(M / 2, 5);
});

test("an odd size ends on a sine", () => {
	expect(sinusoidalPositions(3, 5).shape).toEqual([3, 5]);
	expect(sinusoidalPositions(3, 5).arraySync()[2][4]).toBeCloseTo(Math.sin(2 / 10000 ** (4 / 5)), 7);
	expect(() => sinusoidalPositions(3, 0)).toThrow(
		"sinusoidalPositions: M must be a whole number of at least 1, got M=0",
	);
});
