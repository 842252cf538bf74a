import { type AttentionRow, rowOf, softmaxOf } from "../../../../extension/source/views/steps/attention-row";
import { figuresOf, over } from "../../../../extension/source/views/steps/figures";
import { cellText, numberText, sumText } from "../../../../extension/source/views/steps/number-text";
import { sentenceOf } from "../../../../extension/source/views/steps/sentences";
import { amounts, settingsOf } from "../../../../extension/source/views/steps/settings";
import { STAGES, type StageName } from "../../../../extension/source/views/steps/stages";
import type { Scene } from "../../../../extension/source/views/view";
import { english } from "../../../../extension/source/words/words";

const [S, D, E] = [29, 3, 5];
const wave = (count: number, seed: number): number[] =>
	Array.from({ length: count }, (_, i) => Math.sin(seed + i * 1.37) * 2);
const row = rowOf({
	query: wave(D, 1),
	keys: Array.from({ length: S }, (_, key) => wave(D, key + 2)),
	values: Array.from({ length: S }, (_, key) => wave(E, key + 40)),
	scale: 0.5,
	keyHead: 0,
	keyHeads: 1,
	open: (key) => key < 23,
});
const axis = (size: number) => ({ size, labels: Array.from({ length: size }, (_, i) => `t${i}`) });
const scene = { words: english, map: { query: axis(2), key: axis(S) } } as unknown as Scene;
const stage = (name: StageName) => STAGES.find((each) => each.name === name)!;

describe("figures of a row", () => {
	test("add up, whatever number of keys has a column", () => {
		for (const most of [1, 4, 12, S]) {
			const { shown, rest, parts, restPart, softmax } = figuresOf(row, most);
			expect([shown.length, shown.length + rest.length]).toEqual([most, S]);
			expect(over(shown, row.weights) + over(rest, row.weights)).toBeCloseTo(1, 12);
			expect(over(shown, softmax.powers) + over(rest, softmax.powers)).toBeCloseTo(softmax.total, 12);
			for (let e = 0; e < E; e++) {
				const sum = shown.reduce((all, key) => all + parts.get(key)![e], restPart[e]);
				expect(sum).toBeCloseTo(row.output[e], 12);
			}
			const least = Math.min(...shown.map((key) => row.weights[key]));
			expect(rest.every((key) => row.weights[key] <= least)).toBe(true);
		}
	});

	test("find a bias between the scaled scores and the logits, and a mask", () => {
		const biased: AttentionRow = { ...row, logits: Array.from(row.logits, (x, key) => x + key / 10) };
		expect([figuresOf(row, 5).hasBias, figuresOf(row, 5).hasMask]).toEqual([false, true]);
		const { hasBias, adjusted } = figuresOf(biased, 5);
		expect([hasBias, adjusted[3]]).toEqual([true, biased.logits[3]]);
		expect(adjusted[27]).toBeNaN();
	});
});

describe("numbers", () => {
	test("carry a minus sign and stay short", () => {
		expect([-0.5, 12.345, -0.0042, 0, 0.00001, 234.5].map(cellText)).toEqual([
			"−0.50",
			"12.3",
			"−0.004",
			"0",
			"≈0",
			"235",
		]);
		expect([Number.NaN, Number.NEGATIVE_INFINITY, -1.5].map(numberText)).toEqual(["?", "−∞", "−1.50"]);
	});

	test("of a long sum are its largest terms and one number for all others", () => {
		const others = (count: number): string => `(${count} more)`;
		expect(sumText([2, -1], [3, 4], 2, others)).toBe("2.00·3.00 + (−1.00)·4.00 = 2.00");
		const many = [1, 8, 2, 7, 6, 3, 5];
		expect(sumText(many, null, 32, others)).toBe("8.00 + 7.00 + 6.00 + 5.00 + 6.00 (3 more) = 32.00");
	});
});

describe("sentences", () => {
	const figures = figuresOf(row, 4);
	const say = (name: StageName, column: number | "rest" | "total", component = 0): string =>
		sentenceOf(scene, figures, 0, { stage: stage(name), column, component }).replace(/[\u2068\u2069]/g, "");
	const key = figures.shown[0];

	test("carry the arithmetic of their cell", () => {
		const { softmax } = figures;
		const products = wave(D, 1).map((x, d) => {
			const other = wave(D, key + 2)[d];
			return [x, other].map((each) => (each < 0 ? `(${numberText(each)})` : numberText(each))).join("·");
		});
		expect(say("scores", key)).toBe(`key t${key}: q · k = ${products.join(" + ")} = ${numberText(row.scores[key])}`);
		expect(say("scaled", key)).toBe(
			`key t${key}: ${numberText(row.scores[key])} × 0.5 = ${numberText(row.scores[key] / 2)}`,
		);
		expect(say("weights", key)).toContain(
			`${numberText(softmax.powers[key])} ÷ ${numberText(softmax.total)} = ${numberText(row.weights[key])}`,
		);
		expect(say("masked", 27)).toMatch(/becomes −∞: this key is masked$/);
		expect(say("powers", 27)).toBe("key t27: exp(−∞) = 0");
		expect(say("output", "total", 3)).toMatch(new RegExp(`^o\\[3\\] = .* = ${numberText(row.output[3])}$`));
		expect(say("weights", "rest")).toBe(
			`the other 25 keys together: Σ a = ${numberText(over(figures.rest, row.weights))}`,
		);
	});

	test("say the log-sum-exp and where a sink is", () => {
		const lse = softmaxOf(row).logSumExp;
		expect(say("powers", "total")).toMatch(new RegExp(`= ${numberText(lse)}$`));
		const sunk = figuresOf({ ...row, weights: Array.from(row.weights, (weight) => weight / 2) }, 4);
		expect(sentenceOf(scene, sunk, 0, { stage: stage("powers"), column: "total", component: 0 })).toContain("sink");
	});
});

describe("settings out of a notebook", () => {
	const given = (steps: unknown) => settingsOf({ ...scene, choice: { steps } } as unknown as Scene);

	test("are taken where they are valid", () => {
		expect(given({ stage: "scaled", keys: 8 })).toEqual({ stage: "scaled", most: 8 });
		for (const bad of [undefined, null, 7, "x", [], { stage: "constructor", keys: 1e9 }, { stage: {}, keys: "8" }]) {
			expect(given(bad)).toEqual({ stage: null, most: 12 });
		}
	});

	test("offer fewer keys only where there are many", () => {
		expect([amounts(7), amounts(24), amounts(29)]).toEqual([[7], [24], [4, 8, 12, 24]]);
	});
});
