import { type AttentionMapDocument, encodePreview, toBase64 } from "@attention-lab/attention/map";
import { type AttentionMap, readMap } from "../../../../extension/source/maps/attention-map";
import { rowOf, softmaxOf, sumOf } from "../../../../extension/source/views/steps/attention-row";
import { rowOfReply } from "../../../../extension/source/views/steps/live-row";
import { keyHeadOf, savedRow, vectorsOf } from "../../../../extension/source/views/steps/saved-vectors";
import { strongest } from "../../../../extension/source/views/steps/strongest";
import { weightsOf } from "../../documents";

const [H, G, L, S, D, E] = [6, 2, 5, 7, 3, 11];

function wave(count: number, seed: number): Float32Array {
	return Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i * 1.37) * 2);
}

const q = wave(H * L * D, 1);
const k = wave(G * S * D, 2);
const v = wave(G * S * E, 3);
const text = (numbers: Float32Array): string => toBase64(new Uint8Array(numbers.buffer));

async function mapOf(vectors: object | undefined, mask?: string): Promise<AttentionMap> {
	const preview = await encodePreview(weightsOf([H, L, S], mask !== undefined), [H, L, S]);
	const axes = [
		{ name: "head", size: H },
		{ name: "query", size: L },
		{ name: "key", size: S },
	];
	const document = { version: 1, axes, preview, source: { dtype: "float32", mask }, vectors };
	return readMap(document as AttentionMapDocument);
}

const one = { keyHead: 0, keyHeads: 1 };
const whole = { depth: D, valueDepth: E, keyHeads: G, query: text(q), key: text(k), value: text(v), scale: 0.4 };

/** The definition with plain loops, independent of the code under test. */
function reference(head: number, query: number, open: (key: number) => boolean, cap?: number) {
	const group = head < H / G ? 0 : 1;
	const logits = Array.from({ length: S }, (_, key) => {
		let sum = 0;
		for (let d = 0; d < D; d++) sum += q[(head * L + query) * D + d] * k[(group * S + key) * D + d];
		const scaled = sum * 0.4;
		return open(key) ? (cap === undefined ? scaled : cap * Math.tanh(scaled / cap)) : Number.NEGATIVE_INFINITY;
	});
	const sum = logits.reduce((all, logit) => all + Math.exp(logit), 0);
	const weights = logits.map((logit) => Math.exp(logit) / sum);
	const output = Array.from({ length: E }, (_, e) =>
		weights.reduce((all, weight, key) => all + weight * v[(group * S + key) * E + e], 0),
	);
	return { logits, weights, output, sum };
}

function expectClose(got: ArrayLike<number>, wanted: ArrayLike<number>): void {
	expect(got.length).toBe(wanted.length);
	for (let i = 0; i < wanted.length; i++) {
		if (Number.isFinite(wanted[i])) expect(got[i]).toBeCloseTo(wanted[i], 12);
		else expect(got[i]).toBe(wanted[i]);
	}
}

describe("a row of a document's vectors", () => {
	test("is the definition in float64 for every head and query, grouped keys and values", async () => {
		const map = await mapOf(whole);
		const vectors = vectorsOf(map)!;
		for (let head = 0; head < H; head++) {
			for (let query = 0; query < L; query++) {
				const row = savedRow(map, vectors, [head], query);
				const { logits, weights, output, sum } = reference(head, query, () => true);
				expectClose(row.logits, logits);
				expectClose(row.weights, weights);
				expectClose(row.output, output);
				expect(softmaxOf(row).logSumExp).toBeCloseTo(Math.log(sum), 12);
				expect(sumOf(row.weights)).toBeCloseTo(1, 12);
			}
		}
	});

	test("keeps a causal mask", async () => {
		const map = await mapOf(whole, "causal (top-left)");
		const row = savedRow(map, vectorsOf(map)!, [4], 2);
		const { logits, weights, output } = reference(4, 2, (key) => key <= 2);
		expectClose(row.logits, logits);
		expectClose(row.weights, weights);
		expectClose(row.output, output);
	});

	test("is capped softly", async () => {
		const map = await mapOf({ ...whole, softcap: 0.7 });
		const row = savedRow(map, vectorsOf(map)!, [1], 3);
		expectClose(row.weights, reference(1, 3, () => true, 0.7).weights);
	});

	test("in which everything is masked is zeros, and its log-sum-exp is -Infinity", () => {
		const row = rowOf({ query: [1], keys: [[2], [3]], values: [[5], [7]], scale: 1, ...one, open: () => false });
		expect([...Array.from(row.weights), ...Array.from(row.output)]).toEqual([0, 0, 0]);
		const { max, total, logSumExp } = softmaxOf(row);
		expect([max, total, logSumExp]).toEqual([Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY]);
	});

	test("by hand: q = 2, keys 0 and ln 3 at scale ½ weigh ¼ and ¾", () => {
		const row = rowOf({
			query: [2],
			keys: [[0], [Math.log(3)]],
			values: [[4], [8]],
			scale: 0.5,
			...one,
			open: () => true,
		});
		expectClose(row.weights, [0.25, 0.75]);
		expectClose(row.output, [7]);
	});
});

describe("vectors", () => {
	test("that hold what is no finite number are left alone", async () => {
		const key = text(k.map((x, i) => (i === 3 ? Number.NaN : x)));
		expect(vectorsOf(await mapOf({ ...whole, key }))).toBeNull();
		expect(vectorsOf(await mapOf(undefined))).toBeNull();
	});

	test("may be without values", async () => {
		const { value, valueDepth, ...rest } = whole;
		const map = await mapOf(rest);
		expect(Array.from(savedRow(map, vectorsOf(map)!, [0], 0).output)).toEqual([]);
	});
});

describe("the kernel's answer", () => {
	const buffers = (sizes: number[]): ArrayBufferView[] =>
		sizes.map((size, i) => new DataView(wave(size, i).buffer as ArrayBuffer));
	const reply = { type: "steps", id: 1, depth: D, valueDepth: E, scale: 0.4, keys: [5, 2], keyHead: 1, keyHeads: 2 };

	test("gives vectors of the keys that were asked for, others are not here", () => {
		const row = rowOfReply({ reply, buffers: buffers([D, 2 * D, 2 * E, S, S, S, E]) }, S);
		expect([...Array.from(row.key(2))]).toEqual([...wave(2 * D, 1).subarray(D)]);
		expect([...Array.from(row.value(5))]).toEqual([...wave(2 * E, 2).subarray(0, E)]);
		expect(row.key(0)).toHaveLength(0);
	});

	test("is refused where it does not fit", () => {
		const fits = buffers([D, 2 * D, 2 * E, S, S, S, E]);
		expect(() => rowOfReply({ reply, buffers: fits.slice(0, 6) }, S)).toThrow("expected 44 bytes, got 0");
		expect(() => rowOfReply({ reply: { ...reply, keys: [S] }, buffers: fits }, S)).toThrow("keys below 7");
		expect(() => rowOfReply({ reply: { ...reply, depth: -1 }, buffers: fits }, S)).toThrow("sizes and scale");
	});
});

test("weights that sum to less than one tell of a sink", () => {
	const { sink, total } = softmaxOf({ logits: [0, 0], weights: [0.25, 0.25] });
	expect([sink, total]).toEqual([2, 4]);
});

test("query heads share key heads in order", () => {
	expect([0, 1, 2, 3, 4, 5].map((head) => keyHeadOf(head, 6, 2))).toEqual([0, 0, 0, 1, 1, 1]);
});

test("the strongest stand in the order of their places", () => {
	expect(strongest([0.1, 0.4, 0.2, 0.4, 0], 3)).toEqual([1, 2, 3]);
	expect(strongest([0.5, 0.5], 3)).toEqual([0, 1]);
});
