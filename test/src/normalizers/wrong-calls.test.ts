import {
	entmax15,
	gumbelSoftmax,
	hardmax,
	maskedSoftmax,
	reinforceLoss,
	sampleAttention,
	sparsemax,
	straightThrough,
} from "@attention-lab/attention";
import { startBackend } from "../backend";
import { gone, testRightCalls, testWrongCalls, type WrongCall, zeros } from "../wrongCalls";

beforeAll(startBackend);

const FUNCTIONS = { maskedSoftmax, sparsemax, entmax15, hardmax, straightThrough };
const gumbel = gumbelSoftmax({ temperature: 1, seed: 0 });
const warm = "gumbelSoftmax: temperature must be a finite number above 0, got temperature=";
const seed = "seed must be a whole number of at least 0";
const scores = () => zeros([5, 7]);
const mask = () => zeros([5, 7], "bool");

const ofEach = [...Object.entries(FUNCTIONS), ["gumbelSoftmax", gumbel] as const].flatMap(
	([name, call]): WrongCall[] => [
		[() => call([1, 2] as never), `${name}: scores must be a tensor, got scores=[1,2]`],
		[() => call(zeros([5, 7], "int32")), `${name}: scores must be float32, got scores=[5,7] int32`],
		[() => call(zeros([])), `${name}: scores must be of rank 1, 2, 3, 4, 5, 6, got scores=[]`],
		[() => call(zeros([5, 0])), `${name}: there must be at least one key, got scores=[5,0]`],
		[() => call(gone([5, 7])), `${name}: scores must not be disposed, got scores=[5,7]`],
		[() => call(scores(), null as never), `${name}: mask must be a tensor, got mask=null`],
		[() => call(scores(), zeros([5, 7])), `${name}: mask must be bool, got mask=[5,7]`],
		[() => call(scores(), gone([5, 7], "bool")), `${name}: mask must not be disposed, got mask=[5,7] bool`],
		[() => call(scores(), zeros([5], "bool")), `${name}: mask must broadcast to [5,7], got mask=[5] bool`],
		[() => call(scores(), zeros([3, 5, 7], "bool")), `${name}: mask must broadcast to [5,7], got mask=[3,5,7] bool`],
		[() => call(zeros([1, 7]), mask()), `${name}: mask must broadcast to [1,7], got mask=[5,7] bool`],
	],
);

testWrongCalls([
	...ofEach,
	[() => gumbelSoftmax(undefined as never), "gumbelSoftmax: options must be an object, got options=undefined"],
	[() => gumbelSoftmax(null as never), "gumbelSoftmax: options must be an object, got options=null"],
	[() => gumbelSoftmax({ temperature: 0, seed: 1 }), `${warm}0`],
	[() => gumbelSoftmax({ temperature: -1, seed: 1 }), `${warm}-1`],
	[() => gumbelSoftmax({ temperature: Number.NaN, seed: 1 }), `${warm}NaN`],
	[() => gumbelSoftmax({ seed: 1 } as never), `${warm}undefined`],
	[() => gumbelSoftmax({ temperature: "1", seed: 1 } as never), `${warm}"1"`],
	[() => gumbelSoftmax({ temperature: 1 } as never), `gumbelSoftmax: ${seed}, got seed=undefined`],
	[() => gumbelSoftmax({ temperature: 1, seed: -1 }), `gumbelSoftmax: ${seed}, got seed=-1`],
	[
		() => gumbelSoftmax({ temperature: 1, seed: 1, hard: 1 as never }),
		"gumbelSoftmax: hard must be true or false, got hard=1",
	],

	[
		() => (sampleAttention as (x: never) => unknown)(scores()),
		"sampleAttention: options must be an object, got options=undefined",
	],
	[() => sampleAttention(scores(), {} as never), `sampleAttention: ${seed}, got seed=undefined`],
	[() => sampleAttention(scores(), { seed: 0.5 }), `sampleAttention: ${seed}, got seed=0.5`],
	[
		() => sampleAttention(zeros([7], "bool"), { seed: 1 }),
		"sampleAttention: scores must be float32, got scores=[7] bool",
	],
	[
		() => sampleAttention(scores(), { seed: 1, mask: zeros([7, 5], "bool") }),
		"sampleAttention: mask must broadcast to [5,7], got mask=[7,5] bool",
	],

	[() => reinforceLoss(1 as never, 1), "reinforceLoss: logProbability must be a tensor, got logProbability=1"],
	[() => reinforceLoss(scores(), Number.NaN), "reinforceLoss: reward must be finite, got reward=NaN"],
	[() => reinforceLoss(scores(), undefined as never), "reinforceLoss: reward must be a tensor, got reward=undefined"],
	[() => reinforceLoss(scores(), zeros([5])), "reinforceLoss: reward must broadcast to [5,7], got reward=[5]"],
	[() => reinforceLoss(scores(), zeros([7], "int32")), "reinforceLoss: reward must be float32, got reward=[7] int32"],
	[() => reinforceLoss(scores(), 1, null as never), "reinforceLoss: options must be an object, got options=null"],
	[
		() => reinforceLoss(scores(), 1, { baseline: zeros([1, 5, 7]) }),
		"reinforceLoss: baseline must broadcast to [5,7], got baseline=[1,5,7]",
	],
	[
		() => reinforceLoss(scores(), 1, { baseline: Number.POSITIVE_INFINITY }),
		"reinforceLoss: baseline must be finite, got baseline=Infinity",
	],
]);

testRightCalls([
	...Object.values(FUNCTIONS).flatMap((call) => [() => call(scores(), mask()), () => call(scores())]),
	() => gumbel(scores(), mask()),
	() => gumbelSoftmax({ temperature: 2, hard: true, seed: 3 })(scores()),
	() => Object.values(sampleAttention(scores(), { mask: mask(), seed: 1 })),
	() => reinforceLoss(scores(), zeros([7]), { baseline: 2 }),
]);
