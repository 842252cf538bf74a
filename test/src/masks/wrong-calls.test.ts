import {
	andMasks,
	causalMask,
	dilatedMask,
	documentMask,
	globalLocalMask,
	maskFrom,
	notMask,
	orMasks,
	paddingMask,
	prefixMask,
	randomBlockMask,
	slidingWindowMask,
} from "@attention-lab/attention";
import { startBackend } from "../backend";
import { gone, testRightCalls, testWrongCalls, zeros } from "../wrongCalls";

beforeAll(startBackend);

const corner = 'alignment must be "top-left" or "bottom-right"';
const differ = `${corner} where L and S differ`;
const window = "window must be [left, right], whole numbers of at least -1";
const whole = (key: string, from = 1) => `${key} must be a whole number of at least ${from}`;
const rows = "documentMask: ids must be rows of whole numbers, all of one length";
const near = { window: [1, 1], dilation: 2 } as const;
const local = { window: [1, 1], globals: [0] } as const;
const block = { block: 2, perRow: 1, seed: 0 };

testWrongCalls([
	[() => causalMask(2.5), `causalMask: ${whole("L")}, got L=2.5`],
	[() => causalMask(2, Number.NaN), `causalMask: ${whole("S")}, got S=NaN`],
	[() => causalMask(2, 3), `causalMask: ${differ}, got L=2, S=3, alignment=undefined`],
	[() => paddingMask([4], 3), "paddingMask: lengths must be whole numbers from 0 to S, got lengths=[4], S=3"],
	[() => paddingMask([], 3), "paddingMask: lengths must be whole numbers from 0 to S, got lengths=[], S=3"],
	[() => paddingMask(zeros([2]), 3), "paddingMask: lengths must be int32, got lengths=[2]"],

	[() => slidingWindowMask(0, 3, [1, 1]), `slidingWindowMask: ${whole("L")}, got L=0`],
	[() => slidingWindowMask(3, "3" as never, [1, 1]), `slidingWindowMask: ${whole("S")}, got S="3"`],
	[() => slidingWindowMask(2, 3, [1, 1]), `slidingWindowMask: ${differ}, got L=2, S=3, alignment=undefined`],
	[
		() => slidingWindowMask(2, 3, [1, 1], "left" as never),
		`slidingWindowMask: ${corner}, got L=2, S=3, alignment="left"`,
	],
	[() => slidingWindowMask(3, 3, undefined as never), `slidingWindowMask: ${window}, got window=undefined`],
	[() => slidingWindowMask(3, 3, 2 as never), `slidingWindowMask: ${window}, got window=2`],
	[() => slidingWindowMask(3, 3, [1] as never), `slidingWindowMask: ${window}, got window=[1]`],
	[() => slidingWindowMask(3, 3, [1, -2]), `slidingWindowMask: ${window}, got window=[1,-2]`],
	[() => slidingWindowMask(3, 3, [0.5, 0]), `slidingWindowMask: ${window}, got window=[0.5,0]`],
	[
		() => slidingWindowMask(3, 3, [0, Number.POSITIVE_INFINITY]),
		`slidingWindowMask: ${window}, got window=[0,Infinity]`,
	],

	[() => dilatedMask(3, 3, undefined as never), "dilatedMask: options must be an object, got options=undefined"],
	[() => dilatedMask(3, 3, null as never), "dilatedMask: options must be an object, got options=null"],
	[() => dilatedMask(3, 3, { ...near, dilation: 0 }), `dilatedMask: ${whole("dilation")}, got dilation=0`],
	[() => dilatedMask(3, 3, { window: [1, 1] } as never), `dilatedMask: ${whole("dilation")}, got dilation=undefined`],
	[() => dilatedMask(3, 3, { dilation: 2 } as never), `dilatedMask: ${window}, got window=undefined`],
	[() => dilatedMask(2, 3, near), `dilatedMask: ${differ}, got L=2, S=3, alignment=undefined`],
	[() => dilatedMask(-1, 3, near), `dilatedMask: ${whole("L")}, got L=-1`],

	[() => prefixMask(3, 3, -1), `prefixMask: ${whole("prefix", 0)}, got prefix=-1`],
	[() => prefixMask(3, 3, 4), "prefixMask: prefix must not be longer than the keys, got prefix=4, S=3"],
	[() => prefixMask(3, 3, undefined as never), `prefixMask: ${whole("prefix", 0)}, got prefix=undefined`],
	[() => prefixMask(3, 2, 1), `prefixMask: ${differ}, got L=3, S=2, alignment=undefined`],

	[() => documentMask(undefined as never), `${rows}, got ids=undefined`],
	[() => documentMask([]), `${rows}, got ids=[]`],
	[() => documentMask([[]]), `${rows}, got ids=[]`],
	[() => documentMask([1, 2] as never), `${rows}, got ids=[1,2]`],
	[() => documentMask([[1, 2], [3]]), `${rows}, got ids=[1,2,3]`],
	[() => documentMask([[1, 2.5]]), `${rows}, got ids=[1,2.5]`],
	[() => documentMask([[2 ** 31]]), `${rows}, got ids=[2147483648]`],
	[() => documentMask([["a"]] as never), `${rows}, got ids=[a]`],
	[() => documentMask(zeros([2, 3])), "documentMask: ids must be int32, got ids=[2,3]"],
	[() => documentMask(zeros([3], "int32")), "documentMask: ids must be of rank 2, got ids=[3] int32"],

	[() => globalLocalMask(3, undefined as never), "globalLocalMask: options must be an object, got options=undefined"],
	[() => globalLocalMask(0, local), `globalLocalMask: ${whole("L")}, got L=0`],
	[
		() => globalLocalMask(3, { ...local, globals: [3] }),
		"globalLocalMask: globals must be whole numbers from 0 to L - 1, got globals=[3], L=3",
	],
	[
		() => globalLocalMask(3, { ...local, globals: [-1, 0.5] }),
		"globalLocalMask: globals must be whole numbers from 0 to L - 1, got globals=[-1,0.5], L=3",
	],
	[
		() => globalLocalMask(3, { window: [1, 1] } as never),
		"globalLocalMask: globals must be whole numbers from 0 to L - 1, got globals=undefined, L=3",
	],
	[
		() => globalLocalMask(3, { ...local, window: [1, 1, 1] as never }),
		`globalLocalMask: ${window}, got window=[1,1,1]`,
	],

	[
		() => randomBlockMask(3, 3, undefined as never),
		"randomBlockMask: options must be an object, got options=undefined",
	],
	[() => randomBlockMask(3, 0, block), `randomBlockMask: ${whole("S")}, got S=0`],
	[() => randomBlockMask(3, 3, { ...block, block: 0 }), `randomBlockMask: ${whole("block")}, got block=0`],
	[() => randomBlockMask(3, 3, { ...block, perRow: 1.5 }), `randomBlockMask: ${whole("perRow")}, got perRow=1.5`],
	[
		() => randomBlockMask(3, 3, { ...block, perRow: 3 }),
		"randomBlockMask: perRow must not be above the 2 blocks of keys, got perRow=3, S=3, block=2",
	],
	[
		() => randomBlockMask(3, 3, { block: 2, perRow: 1 } as never),
		`randomBlockMask: ${whole("seed", 0)}, got seed=undefined`,
	],

	[() => maskFrom(0, 3, () => true), `maskFrom: ${whole("L")}, got L=0`],
	[() => maskFrom(2, 3, true as never), "maskFrom: may must be a function of i and j, got may=true"],
	[
		() => maskFrom(2, 3, ((i: number, j: number) => (i === 1 && j === 2 ? 1 : true)) as never),
		"maskFrom: may(1, 2) must be true or false, got answer=1",
	],
	[() => maskFrom(2, 3, (() => {}) as never), "maskFrom: may(0, 0) must be true or false, got answer=undefined"],

	[() => andMasks(), "andMasks: there must be at least one mask, got masks=[]"],
	[() => orMasks(), "orMasks: there must be at least one mask, got masks=[]"],
	[() => andMasks(zeros([2, 3])), "andMasks: masks[0] must be bool, got masks[0]=[2,3]"],
	[() => orMasks(zeros([2], "bool"), zeros([2], "int32")), "orMasks: masks[1] must be bool, got masks[1]=[2] int32"],
	[() => andMasks(zeros([2], "bool"), true as never), "andMasks: masks[1] must be a tensor, got masks[1]=true"],
	[
		() => andMasks(zeros([2, 3], "bool"), zeros([3, 2], "bool")),
		"andMasks: masks must broadcast to one shape, got masks[0]=[2,3] bool, masks[1]=[3,2] bool",
	],
	[
		() => orMasks(zeros([5, 1, 3], "bool"), zeros([7, 3], "bool"), zeros([2], "bool")),
		"orMasks: masks must broadcast to one shape, got masks[0]=[5,1,3] bool, masks[1]=[7,3] bool, masks[2]=[2] bool",
	],
	[() => andMasks(gone([2], "bool")), "andMasks: masks[0] must not be disposed, got masks[0]=[2] bool"],
	[() => notMask(zeros([2])), "notMask: mask must be bool, got mask=[2]"],
	[() => notMask([true] as never), "notMask: mask must be a tensor, got mask=[true]"],
]);

testRightCalls([
	() => causalMask(3, 5, "bottom-right"),
	() => paddingMask([2, 3], 5),
	() => slidingWindowMask(3, 5, [1, -1], "top-left"),
	() => dilatedMask(5, 5, near),
	() => prefixMask(5, 5, 2),
	() => documentMask([[1, 1, 2]]),
	() => documentMask(zeros([2, 3], "int32")),
	() => globalLocalMask(5, local),
	() => randomBlockMask(5, 7, block),
	() => maskFrom(2, 3, () => true),
	() => andMasks(zeros([2, 1], "bool"), zeros([3], "bool"), zeros([2, 3], "bool")),
	() => orMasks(zeros([2, 3], "bool")),
	() => notMask(zeros([2, 3], "bool")),
]);
