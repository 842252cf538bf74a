import { toPoints, toUnits } from "../../../kernel/protocol/position";

const text = '"😀😀"; Mat';

test("an emoji is one code point and two units", () => {
	expect(toUnits(text, 3)).toBe(5);
	expect(toPoints(text, 5)).toBe(3);
	expect(toUnits(text, 9)).toBe(text.length);
});

test("there and back, for every code point", () => {
	for (let points = 0; points <= [...text].length; points += 1) {
		expect(toPoints(text, toUnits(text, points))).toBe(points);
	}
});

test("a cursor behind the end stays at the end", () => {
	expect(toUnits("ab", 7)).toBe(2);
});
