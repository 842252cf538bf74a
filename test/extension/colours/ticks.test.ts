import {
	formatError,
	formatInexact,
	formatWeight,
	spacedTicks,
	ticksTo,
} from "../../../extension/source/colours/ticks";

describe("ticks", () => {
	test("are round numbers", () => {
		expect(ticksTo(0.93)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
		expect(ticksTo(0.0041)).toEqual([0, 0.001, 0.002, 0.003, 0.004]);
		expect(ticksTo(0)).toEqual([0]);
	});

	test("go on to smaller numbers where a square root leaves room", () => {
		const place = (tick: number): number => Math.sqrt(tick / 0.93) * 360;
		const ticks = spacedTicks(0.93, place, 34);
		expect(ticks).toEqual(expect.arrayContaining([0, 0.1, 0.2, 0.4, 0.6, 0.8]));
		const gaps = ticks.slice(1).map((tick, i) => place(tick) - place(ticks[i]));
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(34);
	});
});

describe("numbers as text", () => {
	test("weights have three significant digits", () => {
		expect([0, 1, 0.5, 0.12345, 0.0012345, 0.0000001].map(formatWeight)).toEqual([
			"0",
			"1.00",
			"0.500",
			"0.123",
			"0.00123",
			"1.0e-7",
		]);
	});

	test("errors are rounded up, so that they stay bounds", () => {
		expect([0, 0.00213, 0.002, 0.09, 0.0951].map(formatError)).toEqual(["0", "0.003", "0.002", "0.09", "0.1"]);
	});

	test("a weight has the digits that its error leaves", () => {
		expect(formatInexact(0.008612, 0.00038)).toBe("0.0086 ± 0.0004");
		expect(formatInexact(0.5, 0)).toBe("0.500");
	});
});
