import { sameButSteps, stepAxisOf } from "../../../extension/source/maps/steps";

const axes = (steps: number, heads = 3, queries = 5) => [
	{ name: "step", size: steps },
	{ name: "head", size: heads },
	{ name: "query", size: queries },
	{ name: "key", size: 7 },
];

test("the axis that is walked in time is known by its name, and by having more than one place", () => {
	expect(stepAxisOf(axes(11))).toBe(0);
	expect(stepAxisOf(axes(1))).toBe(-1);
	expect(stepAxisOf(axes(11).slice(1))).toBe(-1);
});

test("only the number of steps may change", () => {
	expect(sameButSteps(axes(2), axes(11))).toBe(true);
	expect(sameButSteps(axes(2), axes(2, 5))).toBe(false);
	expect(sameButSteps(axes(2), axes(11, 3, 7))).toBe(false);
	expect(sameButSteps(axes(2), axes(2).slice(1))).toBe(false);
	const tokens = (size: number) => [
		{ name: "token", size },
		{ name: "key", size: 7 },
	];
	expect(sameButSteps(tokens(5), tokens(7))).toBe(false);
});
