/** Calls that cannot mean anything: each one clear error that names what must hold and what came, and nothing leaks. */
import {
	attend,
	attentionPyramid,
	attentionTile,
	attentionWeights,
	scaledDotProductAttention as sdpa,
} from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { isFused } from "../../../src/attend/fused";
import { startBackend } from "../backend";

beforeAll(startBackend);

// biome-ignore lint/suspicious/noExplicitAny: calls that the types forbid
type Any = any;
const t = (...shape: number[]): Any => tf.ones(shape);
const bool = (...shape: number[]): Any => tf.ones(shape, "bool");
const int = (...values: number[]): Any => tf.tensor1d(values, "int32");
const gone = (): Any => {
	const x = t(2, 3, 5, 7);
	x.dispose();
	return x;
};

const q = () => t(2, 6, 5, 7);
const k = () => t(2, 3, 11, 7);
const v = () => t(2, 3, 11, 13);
const flat = () => t(2, 6, 5);
const with_ = (options: () => Any) => () => sdpa(q(), k(), v(), options());
const asked = (options: () => Any) => () => attend(q(), k(), v(), options());
const tiled = (options: () => Any) => () => attentionTile(q(), k(), flat(), options());

const CALLS: [string, () => unknown, string | RegExp][] = [
	["no tensor", () => sdpa([[1]] as Any, k(), v()), "q must be a tensor"],
	["nothing", () => sdpa(undefined as Any, k(), v()), "q must be a tensor, got q=undefined"],
	["a disposed query", () => sdpa(gone(), k(), v()), "q must not be disposed, got q=[2,3,5,7]"],
	["a disposed key", () => sdpa(q(), gone(), v()), "k must not be disposed"],
	["a disposed value", () => sdpa(q(), k(), gone()), "v must not be disposed"],
	["whole numbers", () => sdpa(tf.ones([2, 6, 5, 7], "int32"), k(), v()), "q must be float32, got q=[2,6,5,7] int32"],
	["booleans", () => sdpa(q(), bool(2, 3, 11, 7), v()), "k must be float32, got k=[2,3,11,7] bool"],
	["values of another type", () => sdpa(q(), k(), tf.ones([2, 3, 11, 13], "int32")), "v must be float32"],
	["rank 1", () => sdpa(t(7), t(7), t(7)), "q must be of rank 2, 3, 4, got q=[7]"],
	["rank 5", () => sdpa(t(1, 2, 6, 5, 7), k(), v()), "q must be of rank 2, 3, 4"],
	[
		"ranks that differ",
		() => sdpa(q(), t(2, 11, 7), v()),
		"query and key must have the same rank, got q=[2,6,5,7], k=[2,11,7]",
	],
	["a value of another rank", () => sdpa(q(), k(), t(2, 11, 13)), "key and value must have the same rank"],
	[
		"sizes that differ",
		() => sdpa(q(), t(2, 3, 11, 8), v()),
		"query and key must have the same head size D, got q=[2,6,5,7], k=[2,3,11,8]",
	],
	[
		"lengths that differ",
		() => sdpa(q(), k(), t(2, 3, 12, 13)),
		"key and value must have the same length, got k=[2,3,11,7], v=[2,3,12,13]",
	],
	[
		"batches that differ",
		() => sdpa(q(), t(3, 3, 11, 7), t(3, 3, 11, 13)),
		"the batches B must agree, got q=[2,6,5,7], k=[3,3,11,7]",
	],
	["a value of another batch", () => sdpa(q(), k(), t(3, 3, 11, 13)), "the batches B must agree"],
	[
		"heads that do not divide",
		() => sdpa(q(), t(2, 4, 11, 7), t(2, 4, 11, 13)),
		"query heads H must be a multiple of key heads G, got q=[2,6,5,7], k=[2,4,11,7]",
	],
	[
		"more key heads than query heads",
		() => sdpa(t(2, 3, 5, 7), t(2, 6, 11, 7), t(2, 6, 11, 13)),
		"multiple of key heads G",
	],
	["a value of other heads", () => sdpa(q(), k(), t(2, 1, 11, 13)), "key and value must have the same number of heads"],
	[
		"no keys",
		() => sdpa(q(), t(2, 3, 0, 7), t(2, 3, 0, 13)),
		"there must be at least one key, got q=[2,6,5,7], k=[2,3,0,7]",
	],
	["no queries", () => sdpa(t(2, 6, 0, 7), k(), v()), "there must be at least one query, got q=[2,6,0,7]"],
	["no size", () => sdpa(t(2, 6, 5, 0), t(2, 3, 11, 0), v()), "no axis may be empty"],
	["no values", () => sdpa(q(), k(), t(2, 3, 11, 0)), "no axis may be empty, got k=[2,3,11,7], v=[2,3,11,0]"],
	["no batch", () => sdpa(t(0, 6, 5, 7), t(0, 3, 11, 7), t(0, 3, 11, 13)), "no axis may be empty"],
	["a mask of numbers", with_(() => ({ mask: t(5, 11) })), "mask must be bool, got mask=[5,11]"],
	["a mask that is no tensor", with_(() => ({ mask: [[true]] })), "mask must be a tensor"],
	[
		"a mask of another shape",
		with_(() => ({ mask: bool(5, 12) })),
		"mask must broadcast to [2,6,5,11], got mask=[5,12] bool",
	],
	["a mask of rank 5", with_(() => ({ mask: bool(1, 2, 6, 5, 11) })), "mask must be of rank 0, 1, 2, 3, 4"],
	["a mask for the key heads", with_(() => ({ mask: bool(2, 3, 5, 11) })), "mask must broadcast to [2,6,5,11]"],
	["a disposed mask", with_(() => ({ mask: gone() })), "mask must not be disposed"],
	["a bias of booleans", with_(() => ({ bias: bool(5, 11) })), "bias must be float32, got bias=[5,11] bool"],
	[
		"a bias of another shape",
		with_(() => ({ bias: t(2, 6, 11, 5) })),
		"bias must broadcast to [2,6,5,11], got bias=[2,6,11,5]",
	],
	["a bias of rank 6", with_(() => ({ bias: t(1, 1, 2, 6, 5, 11) })), "bias must be of rank 0, 1, 2, 3, 4"],
	["a number as bias", with_(() => ({ bias: 3 })), "bias must be a tensor, got bias=3"],
	[
		"causal without a corner",
		with_(() => ({ causal: true })),
		'causal must be "top-left" or "bottom-right" where L and S differ, got q=[2,6,5,7], k=[2,3,11,7]',
	],
	[
		"causal of another word",
		with_(() => ({ causal: "left" })),
		'causal must be true, false, "top-left" or "bottom-right", got causal="left"',
	],
	["causal as a number", with_(() => ({ causal: 1 })), "causal must be true, false"],
	[
		"another alignment",
		with_(() => ({ alignment: "middle" })),
		'alignment must be "top-left" or "bottom-right", got alignment="middle"',
	],
	[
		"two corners",
		with_(() => ({ causal: "top-left", alignment: "bottom-right" })),
		"causal and alignment must name the same diagonal",
	],
	[
		"a window without a corner",
		with_(() => ({ window: [2, 2] })),
		"a window must have an alignment where L and S differ",
	],
	[
		"half a window",
		with_(() => ({ window: [2], alignment: "top-left" })),
		"window must be [left, right], whole numbers of at least -1, got window=[2]",
	],
	["a window that is a number", with_(() => ({ window: 2, alignment: "top-left" })), "window must be [left, right]"],
	[
		"a negative window",
		with_(() => ({ window: [-2, 0], alignment: "top-left" })),
		"window must be [left, right], whole numbers of at least -1, got window=[-2,0]",
	],
	["a broken window", with_(() => ({ window: [0.5, 0], alignment: "top-left" })), "window must be [left, right]"],
	[
		"a window of NaN",
		with_(() => ({ window: [Number.NaN, 0], alignment: "top-left" })),
		"window must be [left, right]",
	],
	["a scale of NaN", with_(() => ({ scale: Number.NaN })), "scale must be a finite number, got scale=NaN"],
	["an endless scale", with_(() => ({ scale: Number.POSITIVE_INFINITY })), "scale must be a finite number"],
	["a scale in words", with_(() => ({ scale: "1" })), 'scale must be a finite number, got scale="1"'],
	["a softcap of 0", with_(() => ({ softcap: 0 })), "softcap must be a finite number above 0, got softcap=0"],
	["a negative softcap", with_(() => ({ softcap: -5 })), "softcap must be a finite number above 0"],
	["a softcap of NaN", with_(() => ({ softcap: Number.NaN })), "softcap must be a finite number above 0"],
	[
		"sinks of other heads",
		with_(() => ({ sinks: t(3) })),
		"sinks must have one number for each head H, got sinks=[3], q=[2,6,5,7]",
	],
	["sinks of rank 2", with_(() => ({ sinks: t(1, 6) })), "sinks must be of rank 1, got sinks=[1,6]"],
	["sinks of whole numbers", with_(() => ({ sinks: int(1, 2, 3, 4, 5, 6) })), "sinks must be float32"],
	[
		"another precision",
		with_(() => ({ precision: "low" })),
		'precision must be "high" or "medium", got precision="low"',
	],
	["a dropout of 1", with_(() => ({ dropout: 1 })), "dropout must be a number from 0 to below 1, got dropout=1"],
	["a negative dropout", with_(() => ({ dropout: -0.1 })), "dropout must be a number from 0 to below 1"],
	["a dropout of NaN", with_(() => ({ dropout: Number.NaN })), "dropout must be a number from 0 to below 1"],
	[
		"a broken seed",
		with_(() => ({ dropout: 0.1, seed: 1.5 })),
		"seed must be a whole number of at least 0, got seed=1.5",
	],
	["a negative seed", with_(() => ({ dropout: 0.1, seed: -1 })), "seed must be a whole number of at least 0"],
	[
		"lengths of another batch",
		with_(() => ({ keyLengths: [3] })),
		"keyLengths must have one number for each of 2 items, got keyLengths=[3]",
	],
	[
		"lengths beyond the keys",
		with_(() => ({ keyLengths: [3, 12] })),
		"keyLengths must be whole numbers from 0 to 11, got keyLengths=[3,12]",
	],
	[
		"negative lengths",
		with_(() => ({ queryLengths: [3, -1] })),
		"queryLengths must be whole numbers from 0 to 5, got queryLengths=[3,-1]",
	],
	["broken lengths", with_(() => ({ queryLengths: [3, 1.5] })), "queryLengths must be whole numbers from 0 to 5"],
	["lengths of fractions", with_(() => ({ queryLengths: t(2) })), "queryLengths must be int32, got queryLengths=[2]"],
	["lengths of rank 2", with_(() => ({ queryLengths: tf.ones([2, 1], "int32") })), "queryLengths must be of rank 1"],
	[
		"length tensors of another batch",
		with_(() => ({ keyLengths: int(1, 2, 3) })),
		"keyLengths must have one number for each of 2 items",
	],
	[
		"a length as a number",
		with_(() => ({ keyLengths: 4 })),
		"keyLengths must be whole numbers from 0 to 11, got keyLengths=4",
	],
	[
		"weights of sizes that differ",
		() => attentionWeights(q(), t(2, 3, 11, 8)),
		"attentionWeights: query and key must have the same head size D",
	],
	[
		"weights of a broken mask",
		() => attentionWeights(t(5, 7), t(11, 7), { mask: bool(4, 11) }),
		"attentionWeights: mask must broadcast to [5,11], got mask=[4,11] bool",
	],
	[
		"weights of a batch with a broken mask",
		() => attentionWeights(t(2, 5, 7), t(2, 11, 7), { mask: bool(3, 5, 11) }),
		"mask must broadcast to [2,5,11]",
	],
	[
		"something else to give",
		asked(() => ({ give: ["colour"] })),
		"attend: give must be some of weights, entropy, distance, columnMass",
	],
	["give as a word", asked(() => ({ give: "weights" })), "give must be some of weights, entropy, distance, columnMass"],
	["topK of 0", asked(() => ({ topK: 0 })), "topK must be a whole number of at least 1, got topK=0"],
	["a broken topK", asked(() => ({ topK: 2.5 })), "topK must be a whole number of at least 1"],
	["a score that is no function", asked(() => ({ score: "dot" })), 'score must be a function, got score="dot"'],
	["a normalizer that is no function", asked(() => ({ normalize: "softmax" })), "normalize must be a function"],
	[
		"sinks with another normalizer",
		asked(() => ({ normalize: (x: Any) => x, sinks: t(6) })),
		"sinks must go with the softmax alone",
	],
	["a scale with a score", asked(() => ({ score: (x: Any) => x, scale: 1 })), "scale must not go with a score"],
	[
		"a tile of another item",
		tiled(() => ({ batch: 2 })),
		"attentionTile: batch must be a whole number from 0 to 1, got batch=2",
	],
	["a tile of another head", tiled(() => ({ head: -1 })), "head must be a whole number from 0 to 5, got head=-1"],
	[
		"a tile beyond the queries",
		tiled(() => ({ queries: [0, 6] })),
		"queries must be [from, to) within 0 to 5, got queries=[0,6]",
	],
	["an empty tile", tiled(() => ({ keys: [3, 3] })), "keys must be [from, to) within 0 to 11, got keys=[3,3]"],
	["a tile of broken keys", tiled(() => ({ keys: [0.5, 3] })), "keys must be [from, to) within 0 to 11"],
	["a zoom beyond all", tiled(() => ({ zoom: 31 })), "zoom must be a whole number from 0 to 30, got zoom=31"],
	[
		"a tile of other sums",
		() => attentionTile(q(), k(), t(2, 3, 5)),
		"logSumExp must have a number for each query, got q=[2,6,5,7], logSumExp=[2,3,5]",
	],
	[
		"a pyramid from a broken level",
		() => attentionPyramid(q(), k(), flat(), { from: 0.5 }),
		"attentionPyramid: from must be a whole number of at least 0, got from=0.5",
	],
];

test("there are enough of them", () => {
	expect(CALLS.length).toBeGreaterThan(80);
});

test.each(CALLS)("%s", (_, call, message) => {
	const before = tf.memory().numTensors;
	const words = typeof message === "string" ? message : message.source;
	const thrown = tf.tidy(() => {
		try {
			call();
			return undefined;
		} catch (error) {
			return (error as Error).message;
		}
	});
	expect(thrown).toContain(words);
	expect(thrown).toMatch(/^\w+: .*, got .*$/s);
	expect(tf.memory().numTensors).toBe(before);
});

test("a thousand wrong calls and a thousand right ones leave nothing behind", () => {
	const [a, b, c] = [q(), k(), v()];
	const before = tf.memory().numTensors;
	for (let n = 0; n < 1000; n++) {
		tf.tidy(() => expect(CALLS[n % CALLS.length][1]).toThrow());
		sdpa(a, b, c, { causal: "top-left" }).dispose();
	}
	expect(tf.memory().numTensors).toBe(before);
	tf.dispose([a, b, c]);
});

test("lengths that a tensor hides are refused where the core reads them", () => {
	const lengths = int(3, 12);
	const call = () => sdpa(q(), k(), v(), { keyLengths: lengths });
	if (isFused()) {
		expect(call).toThrow("attention: lengths must be from 0 to 11, got 12");
	} else {
		expect(call().shape).toEqual([2, 6, 5, 13]);
	}
});
