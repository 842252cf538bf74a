import { AttentionMap, attentionMap, attentionWeights, DISPLAY, mapServer } from "@attention-lab/attention";
import { checkDocument, decodePreview } from "@attention-lab/attention/map";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";
import { someWeights } from "../map/document.fixture";

const MIME = "application/vnd.attention-lab.map.v1+json";
const shape = [2, 3, 5, 7];
let backend: string;

beforeAll(async () => {
	backend = (await startBackend()).name;
});

test("weights of a tensor: copied, not disposed, axes named", async () => {
	const weights = tf.tidy(() => attentionWeights(tf.randomNormal([3, 5, 4]), tf.randomNormal([3, 7, 4])));
	const exact = weights.arraySync();
	const map = attentionMap(weights, { queryTokens: ["a", "b", "c", "d", "e"] });
	expect(weights.isDisposed).toBe(false);
	weights.dispose();
	expect(map).toBeInstanceOf(AttentionMap);
	expect(map.axes.map(({ name }) => name)).toEqual(["head", "query", "key"]);
	const document = await map.toDocument();
	expect(document.source).toEqual({ dtype: "float32", backend });
	expect(document.axes[2].labels).toBeUndefined();
	const { values } = await decodePreview(document.preview);
	expect(values[0]).toBeCloseTo((exact as number[][][])[0][0][0], 2);
});

test("nested arrays and typed arrays", () => {
	const map = attentionMap(
		[
			[0.25, 0.75],
			[1, 0],
		],
		{ tokens: ["x", "y"] },
	);
	expect(map.shape).toEqual([2, 2]);
	expect(map.axes[1]).toEqual({ name: "key", size: 2, labels: ["x", "y"] });
	expect(map.statistics).toEqual({ entropy: [0.281], max: [1], distance: [0.875], sink: [0.625], previous: [1] });
	expect(
		attentionMap(someWeights(), { shape, axes: ["step", { name: "head", labels: ["l", "m", "n"] }] }).axes.slice(0, 2),
	).toEqual([
		{ name: "step", size: 2 },
		{ name: "head", size: 3, labels: ["l", "m", "n"] },
	]);
});

test("a bundle: a good document, HTML, PNG, text; within the bound", async () => {
	const bundle = await attentionMap(someWeights(), { shape, title: "Some" })[DISPLAY]();
	expect(Object.keys(bundle)).toEqual([MIME, "text/html", "image/png", "text/plain"]);
	const document = checkDocument(JSON.parse(JSON.stringify(bundle[MIME])));
	expect(document.title).toBe("Some");
	expect(document.handle).toMatch(/^[\da-f-]{36}$/);
	expect(document.preview).toMatchObject({ shape, pooling: [1, 1], levels: 255 });
	expect(Buffer.from(bundle["image/png"], "base64").subarray(1, 4).toString()).toBe("PNG");
	expect(bundle["text/html"]).toContain(bundle["image/png"]);
	expect(bundle["text/plain"]).toMatch(/^Some \(layer 2 × head 3/);
	expect(Buffer.byteLength(JSON.stringify(bundle))).toBeLessThan(30_000);
});

test.each([
	[[6, 12, 24, 24], 50_000],
	[[12, 12, 48, 48], 50_000],
	[[1, 300, 500], 50_000],
	[[1, 300, 500], 25_000],
	[[48, 48, 8, 8], 50_000],
])("noise of shape %j fits into %i bytes, labels and all", async (sizes, maxBytes) => {
	const size = sizes.reduce((product, n) => product * n, 1);
	let state = 1;
	const values = Float32Array.from({ length: size }, () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	});
	const labels = (count: number) => Array.from({ length: count }, (_, i) => `token ${i}`);
	const [queryTokens, keyTokens] = sizes.slice(-2).map(labels);
	const bundle = await attentionMap(values, { shape: sizes, queryTokens, keyTokens, maxBytes })[DISPLAY]();
	checkDocument(bundle[MIME]);
	expect(Buffer.byteLength(JSON.stringify(bundle))).toBeLessThanOrEqual(maxBytes);
});

test("a tile is exact, and its pixels are maxima", () => {
	const weights = someWeights();
	const map = attentionMap(weights, { shape });
	const cell = (i: number, j: number) => weights[((1 * 3 + 2) * 5 + i) * 7 + j];
	const exact = map.tile({ lead: [1, 2], query: [1, 4], key: [2, 7], zoom: 0 });
	expect(exact.shape).toEqual([3, 5]);
	expect(exact.values[1 * 5 + 3]).toBe(cell(2, 5));
	const pooled = map.tile({ lead: [1, 2], query: [1, 4], key: [2, 7], zoom: 1 });
	expect(pooled.shape).toEqual([2, 3]);
	expect(pooled.values[0]).toBe(Math.max(cell(1, 2), cell(1, 3), cell(2, 2), cell(2, 3)));
	expect(pooled.values[5]).toBe(cell(3, 6));
});

async function turns(count: number): Promise<void> {
	for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
}

describe("the server of exact weights", () => {
	function open(handle: unknown) {
		const sent: { data: Record<string, unknown>; buffers?: Uint8Array[] }[] = [];
		const closed: unknown[] = [];
		let handler: (message: { data: unknown }) => void = () => {};
		const comm = {
			onMessage: (given: typeof handler) => {
				handler = given;
			},
			send: (data: unknown, options?: { buffers?: Uint8Array[] }) =>
				sent.push({ data: data as never, buffers: options?.buffers }),
			close: (data?: unknown) => closed.push(data),
		};
		mapServer.open(comm, { data: { handle } });
		return { sent, closed, ask: (data: unknown) => handler({ data }) };
	}

	test("answers a request with one buffer, a bad one with an error, others not at all", async () => {
		const map = attentionMap(someWeights(), { shape });
		const { handle } = await map.toDocument({ live: true });
		const { sent, closed, ask } = open(handle);
		expect(mapServer.target).toBe("attention-lab.map.v1");
		expect(sent[0].data).toEqual({ type: "ready", dtype: "float32", shape, offers: ["weights"] });
		ask({ type: "tile", id: 7, lead: [0, 1], query: [0, 5], key: [0, 7], zoom: 0 });
		await turns(2);
		expect(sent[1].data).toEqual({ type: "tile", id: 7, shape: [5, 7] });
		const [buffer] = sent[1].buffers!;
		expect(buffer.byteLength).toBe(140);
		expect(Buffer.from(buffer).readFloatLE(4)).toBe(map.values[36]);
		const bad = [
			{ lead: [0], query: [0, 5], key: [0, 7], zoom: 0 },
			{ lead: [0, 3], query: [0, 5], key: [0, 7], zoom: 0 },
			{ lead: [0, 0], query: [0, 6], key: [0, 7], zoom: 0 },
			{ lead: [0, 0], query: [3, 3], key: [0, 7], zoom: 0 },
			{ lead: [0, 0], query: "x", key: [0, 7], zoom: 0 },
			{ lead: [0, 0], query: [0, 5], key: [0, 7], zoom: -1 },
			{ lead: [0, 0], query: [0, 5], key: [0, 1e9], zoom: 0 },
			{ lead: [0, 0], query: [0, 5], key: [0, 7], zoom: 0, of: "scores" },
			{ lead: [0, 0], query: [0, 5], key: [0, 7], zoom: 0, without: [7] },
			{},
		];
		for (const request of [...bad].reverse()) ask({ type: "tile", id: 8, ...request });
		await turns(bad.length + 1);
		expect(sent.slice(2).map(({ data }) => data.type)).toEqual(bad.map(() => "error"));
		expect(sent[2].data.message).toBe("tile: lead must be an index below each of [2,3], got lead=[0]");
		for (const odd of [null, 7, "tile", { type: "tile" }, { type: "other", id: 1 }]) ask(odd);
		await turns(2);
		expect(sent).toHaveLength(2 + bad.length);
		expect(closed).toEqual([]);
	});

	test("the newest is answered first, one at a time; what is withdrawn is not answered", async () => {
		const { handle } = await attentionMap(someWeights(), { shape }).toDocument({ live: true });
		const { sent, ask } = open(handle);
		const rest = { type: "tile", lead: [0, 1], query: [0, 5], key: [0, 7], zoom: 0 };
		for (let id = 0; id < 5; id++) ask({ ...rest, id });
		expect(sent).toHaveLength(1);
		await turns(1);
		expect(sent.slice(1).map(({ data }) => data.id)).toEqual([4]);
		ask({ type: "cancel", id: 2 });
		ask({ type: "cancel", id: 99 });
		ask({ ...rest, id: 5 });
		await turns(6);
		expect(sent.slice(1).map(({ data }) => data.id)).toEqual([4, 5, 3, 1, 0]);
	});

	test.each([["unknown"], [undefined], [{}], ["__proto__"]])("closes for a handle it does not know: %p", (handle) => {
		const { sent, closed } = open(handle);
		expect(sent).toEqual([]);
		expect(closed).toEqual([{ error: "the kernel no longer holds this map; run its cell again for exact weights" }]);
	});
});

describe("errors", () => {
	const draw =
		(weights: unknown, options = {}) =>
		() =>
			attentionMap(weights as never, options);

	test.each<[string, () => unknown]>([
		[
			"weights must be finite and at least 0, got weights[1,0]=-0.5",
			draw([
				[1, 0],
				[-0.5, 1],
			]),
		],
		["weights must be finite and at least 0, got weights[0,1]=NaN", draw([[1, Number.NaN]])],
		["weights must fill a shape of at least two axes, got shape=[2], numbers=2", draw([1, 0])],
		["weights must fill a shape of at least two axes, got shape=[2,2], numbers=3", draw([[1, 0], [1]])],
		["a typed array needs options.shape, got shape=undefined", draw(new Float32Array(4))],
		["weights must be a tensor, a typed array or nested arrays, got weights=seven", draw("seven")],
		[
			"tokens must have one entry per query, got tokens=3, query=2",
			draw(
				[
					[1, 0],
					[0, 1],
				],
				{ tokens: ["a", "b", "c"] },
			),
		],
		[
			"keyTokens must have one entry per key, got keyTokens=1, key=2",
			draw(
				[
					[1, 0],
					[0, 1],
				],
				{ keyTokens: ["a"] },
			),
		],
		[
			"axes must name the 2 leading axes, got axes=[head]",
			draw(new Float32Array(16), { shape: [2, 2, 2, 2], axes: ["head"] }),
		],
	])("%s", (message, act) => {
		expect(act).toThrow(`attentionMap: ${message.replace("=seven", '="seven"')}`);
	});
});
