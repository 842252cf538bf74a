import type { Axis } from "@attention-lab/attention/map";
import { isFitting } from "../../../extension/source/maps/fitting";

const axis = (size: number, text?: string, name = "query"): Axis => ({
	name,
	size,
	...(text !== undefined && { labels: Array.from({ length: size }, (_, i) => `${text}${i}`) }),
});
const map = (query: Axis, key = query, ...names: string[]) => ({
	leads: names.map((name, i) => axis(2 + i, undefined, name)),
	query,
	key,
});

describe("maps that can be laid beside each other", () => {
	test.each([
		["one length, no texts", map(axis(5)), map(axis(5)), true],
		["two lengths, no texts", map(axis(5)), map(axis(7)), false],
		["two lengths, texts", map(axis(5, "a")), map(axis(7, "b")), true],
		["two lengths, texts on one side", map(axis(5, "a")), map(axis(7)), false],
		["one length, texts on one side", map(axis(5, "a")), map(axis(5)), true],
		["keys that do not pair", map(axis(5, "a"), axis(3)), map(axis(7, "b"), axis(2)), false],
		["other kinds of heads", map(axis(5), axis(5), "layer", "head"), map(axis(5), axis(5), "head"), false],
		["the same kinds", map(axis(5), axis(5), "layer", "head"), map(axis(5), axis(5), "layer", "head"), true],
		["long, other texts", map(axis(1031, "a")), map(axis(1031, "b")), false],
		["long, the same texts", map(axis(1031, "a")), map(axis(1031, "a")), true],
	])("%s", (_, a, b, fits) => {
		expect(isFitting(a, b)).toBe(fits);
		expect(isFitting(b, a)).toBe(fits);
	});
});
