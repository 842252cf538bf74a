import { alignByPosition, alignTokens, type Slot } from "../../../extension/source/maps/align";

const words = (slots: Slot[], a: string[], b: string[]): string[] =>
	slots.map((slot) => `${a.slice(...slot.a).join("+")}|${b.slice(...slot.b).join("+")}`);

function check(a: string[], b: string[]): string[] {
	const slots = alignTokens(a, b);
	for (const side of ["a", "b"] as const) {
		const all = slots.flatMap((slot) =>
			Array.from({ length: slot[side][1] - slot[side][0] }, (_, i) => slot[side][0] + i),
		);
		expect(all).toEqual((side === "a" ? a : b).map((_, i) => i));
	}
	return words(slots, a, b);
}

describe("two sequences of tokens", () => {
	test("pair where they are equal, whatever a vocabulary calls its ends", () => {
		expect(check(["[CLS]", "the", "cat", "[SEP]"], ["<s>", "The", "▁cat", "</s>"])).toEqual([
			"[CLS]|<s>",
			"the|The",
			"cat|▁cat",
			"[SEP]|</s>",
		]);
	});

	test("pair pieces with the word that they make", () => {
		expect(check(["play", "##ing", "un", "##believ", "##able"], ["playing", "unb", "elievable"])).toEqual([
			"play+##ing|playing",
			"un+##believ+##able|unb+elievable",
		]);
	});

	test("pair pieces with their word beside what is new", () => {
		expect(check(["the", "play", "##ing", "cat"], ["the", "old", "playing", "cat"])).toEqual([
			"the|the",
			"|old",
			"play+##ing|playing",
			"cat|cat",
		]);
	});

	test("pair a replaced word with what replaces it; what is added stands alone", () => {
		expect(check(["the", "cat", "sat"], ["the", "dog", "sat"])).toEqual(["the|the", "cat|dog", "sat|sat"]);
		expect(check(["the", "cat", "sat"], ["the", "big", "old", "cat", "sat", "down"])).toEqual([
			"the|the",
			"|big",
			"|old",
			"cat|cat",
			"sat|sat",
			"|down",
		]);
		expect(check([], ["a"])).toEqual(["|a"]);
		expect(check(["", "a"], ["a", ""])).toHaveLength(3);
	});

	test("lose and repeat nothing, drawn at random", () => {
		let state = 1;
		const draw = (most: number): number => {
			state = (Math.imul(state, 48271) >>> 0) % 2147483647;
			return state % most;
		};
		const texts = ["a", "##b", "Ġc", "ab", "bc", "▁", "", "[CLS]"];
		for (let round = 0; round < 500; round++) {
			const list = (): string[] => Array.from({ length: draw(9) }, () => texts[draw(texts.length)]);
			check(list(), list());
		}
	});

	test("without tokens pair by position", () => {
		expect(alignByPosition(2, 3)).toEqual([
			{ a: [0, 1], b: [0, 1] },
			{ a: [1, 2], b: [1, 2] },
			{ a: [2, 2], b: [2, 3] },
		]);
	});
});
