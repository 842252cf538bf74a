import {
	additiveScore,
	bilinearScore,
	cosineScore,
	dotScore,
	locationScore,
	scaledDotScore,
} from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";
import { gone, testRightCalls, testWrongCalls, zeros } from "../wrongCalls";

beforeAll(startBackend);

const q = () => zeros([2, 6, 5, 3]);
const k = () => zeros([2, 3, 7, 3]);
const wide = () => zeros([2, 3, 7, 11]);
const parts = () => ({ queryKernel: zeros([3, 13]), keyKernel: zeros([11, 13]), vector: zeros([13]) });
const multiple = "query heads H must be a multiple of key heads G";
const warm = "cosineScore: temperature must be a finite number above 0, got temperature=";

testWrongCalls([
	[() => dotScore([[1]] as never, k()), "dotScore: q must be a tensor, got q=[1]"],
	[() => dotScore(q(), undefined as never), "dotScore: k must be a tensor, got k=undefined"],
	[() => dotScore(zeros([5, 3]), k()), "dotScore: q must be of rank 4, got q=[5,3]"],
	[() => dotScore(q(), zeros([3, 7, 3])), "dotScore: k must be of rank 4, got k=[3,7,3]"],
	[() => dotScore(zeros([2, 6, 5, 3], "int32"), k()), "dotScore: q must be float32, got q=[2,6,5,3] int32"],
	[() => dotScore(gone([2, 6, 5, 3]), k()), "dotScore: q must not be disposed, got q=[2,6,5,3]"],
	[() => dotScore(q(), zeros([1, 3, 7, 3])), "dotScore: the batches B must agree, got q=[2,6,5,3], k=[1,3,7,3]"],
	[() => dotScore(q(), zeros([2, 4, 7, 3])), `dotScore: ${multiple}, got q=[2,6,5,3], k=[2,4,7,3]`],
	[() => dotScore(q(), zeros([2, 0, 7, 3])), `dotScore: ${multiple}, got q=[2,6,5,3], k=[2,0,7,3]`],
	[() => dotScore(q(), zeros([2, 3, 0, 3])), "dotScore: there must be at least one key, got q=[2,6,5,3], k=[2,3,0,3]"],
	[
		() => dotScore(q(), wide()),
		"dotScore: query and key must have the same head size D, got q=[2,6,5,3], k=[2,3,7,11]",
	],

	[() => scaledDotScore(Number.NaN), "scaledDotScore: scale must be a finite number, got scale=NaN"],
	[() => scaledDotScore(Number.POSITIVE_INFINITY), "scaledDotScore: scale must be a finite number, got scale=Infinity"],
	[() => scaledDotScore("1" as never), 'scaledDotScore: scale must be a finite number, got scale="1"'],
	[() => scaledDotScore(null as never), "scaledDotScore: scale must be a finite number, got scale=null"],
	[
		() => scaledDotScore()(q(), wide()),
		"scaledDotScore: query and key must have the same head size D, got q=[2,6,5,3], k=[2,3,7,11]",
	],

	[() => cosineScore({ temperature: 0 }), `${warm}0`],
	[() => cosineScore({ temperature: -1 }), `${warm}-1`],
	[() => cosineScore({ temperature: Number.POSITIVE_INFINITY }), `${warm}Infinity`],
	[() => cosineScore({ temperature: "2" as never }), `${warm}"2"`],
	[() => cosineScore(null as never), "cosineScore: options must be an object, got options=null"],
	[() => cosineScore(2 as never), "cosineScore: options must be an object, got options=2"],
	[
		() => cosineScore()(q(), wide()),
		"cosineScore: query and key must have the same head size D, got q=[2,6,5,3], k=[2,3,7,11]",
	],

	[() => bilinearScore(undefined as never), "bilinearScore: kernel must be a tensor, got kernel=undefined"],
	[() => bilinearScore(zeros([3])), "bilinearScore: kernel must be of rank 2, got kernel=[3]"],
	[() => bilinearScore(zeros([3, 11], "int32")), "bilinearScore: kernel must be float32, got kernel=[3,11] int32"],
	[
		() => bilinearScore(zeros([11, 3]))(q(), wide()),
		"bilinearScore: kernel must have a row for each entry of q, got q=[2,6,5,3], kernel=[11,3]",
	],
	[
		() => bilinearScore(zeros([3, 5]))(q(), wide()),
		"bilinearScore: kernel must have a column for each entry of k, got k=[2,3,7,11], kernel=[3,5]",
	],
	[
		() => {
			const kernel = tf.zeros<tf.Rank.R2>([3, 11]);
			const score = bilinearScore(kernel);
			kernel.dispose();
			score(q(), wide());
		},
		"bilinearScore: kernel must not be disposed, got kernel=[3,11]",
	],

	[() => locationScore(zeros([3, 7, 1])), "locationScore: kernel must be of rank 2, got kernel=[3,7,1]"],
	[
		() => locationScore(zeros([5, 7]))(q(), k()),
		"locationScore: kernel must have a row for each entry of q, got q=[2,6,5,3], kernel=[5,7]",
	],
	[
		() => locationScore(zeros([3, 5]))(q(), k()),
		"locationScore: kernel must have a column for each key, got k=[2,3,7,3], kernel=[3,5]",
	],

	[() => additiveScore(undefined as never), "additiveScore: options must be an object, got options=undefined"],
	[
		() => additiveScore({ ...parts(), vector: undefined as never }),
		"additiveScore: vector must be a tensor, got vector=undefined",
	],
	[
		() => additiveScore({ ...parts(), vector: zeros([13, 1]) }),
		"additiveScore: vector must be of rank 1, got vector=[13,1]",
	],
	[
		() => additiveScore({ ...parts(), queryKernel: zeros([3, 5]) }),
		"additiveScore: all parameters must have the same size A, got queryKernel=[3,5], keyKernel=[11,13], vector=[13]",
	],
	[
		() => additiveScore({ ...parts(), bias: zeros([5]) }),
		"additiveScore: all parameters must have the same size A, got queryKernel=[3,13], keyKernel=[11,13], vector=[13], bias=[5]",
	],
	[() => additiveScore({ ...parts(), bias: 1 as never }), "additiveScore: bias must be a tensor, got bias=1"],
	[
		() => additiveScore(parts())(wide(), wide()),
		"additiveScore: queryKernel must have a row for each entry of q, got q=[2,3,7,11], queryKernel=[3,13]",
	],
	[
		() => additiveScore(parts())(q(), k()),
		"additiveScore: keyKernel must have a row for each entry of k, got k=[2,3,7,3], keyKernel=[11,13]",
	],
]);

testRightCalls([
	() => dotScore(q(), k()),
	() => scaledDotScore(2)(q(), k()),
	() => cosineScore({ temperature: 2 })(q(), k()),
	() => bilinearScore(zeros([3, 11]))(q(), wide()),
	() => locationScore(zeros([3, 7]))(q(), wide()),
	() => additiveScore({ ...parts(), bias: zeros([13]) })(q(), wide()),
]);
