import { disentangledBias } from "@attention-lab/attention";
import * as tf from "@tensorflow/tfjs-core";
import { farthest, numbers } from "../attend/reference";
import { startBackend } from "../backend";

beforeAll(startBackend);
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const [B, H, D, C] = [2, 3, 5, 4];

interface Case {
	L: number;
	S: number;
	isOwn: boolean;
	first: number;
	/** Which of the two parts: content to position, position to content. */
	parts: [boolean, boolean];
}

/** In float64, straight from δ(i, j). */
function reference({ L, S, isOwn, first, parts: [toPosition, toContent] }: Case) {
	const rows = 2 * C;
	const tableSize = (isOwn ? H : 1) * rows * D;
	const values = {
		q: numbers(B * H * L * D, 1),
		k: numbers(B * H * S * D, 2),
		positionKeys: numbers(tableSize, 3),
		positionQueries: numbers(tableSize, 4),
	};
	const weight = numbers(B * H * L * S, 5);
	const scale = 1 / Math.sqrt((1 + Number(toPosition) + Number(toContent)) * D);
	const bias = new Float64Array(weight.length);
	const grads = Object.fromEntries(Object.entries(values).map(([name, x]) => [name, new Float64Array(x.length)]));
	const delta = (i: number, j: number) => (i - j <= -C ? 0 : i - j >= C ? rows - 1 : i - j + C);
	for (let b = 0; b < B; b++) {
		for (let h = 0; h < H; h++) {
			for (let i = 0; i < L; i++) {
				for (let j = 0; j < S; j++) {
					const at = ((b * H + h) * L + i) * S + j;
					for (let d = 0; d < D; d++) {
						const [x, y] = [((b * H + h) * L + i) * D + d, ((b * H + h) * S + j) * D + d];
						const row = (n: number) => ((isOwn ? h : 0) * rows + n) * D + d;
						const pairs: [boolean, "q" | "k", number, "positionKeys" | "positionQueries", number][] = [
							[toPosition, "q", x, "positionKeys", row(delta(i + first, j))],
							[toContent, "k", y, "positionQueries", row(delta(i + first, j))],
						];
						for (const [is, one, atOne, other, atOther] of pairs) {
							if (!is) continue;
							bias[at] += scale * values[one][atOne] * values[other][atOther];
							grads[one][atOne] += scale * weight[at] * values[other][atOther];
							grads[other][atOther] += scale * weight[at] * values[one][atOne];
						}
					}
				}
			}
		}
	}
	return { values, weight, bias, grads };
}

test("by hand: two tokens, one row for each side", () => {
	// c = 1: δ = 0 where the key comes later, 1 from i - j = 0 on
	const [q, k] = [tf.tensor2d([[1], [10]]), tf.tensor2d([[100], [1000]])];
	const options = { positionKeys: tf.tensor2d([[2], [3]]), positionQueries: tf.tensor2d([[4], [5]]), scale: 1 };
	expect(disentangledBias(q, k, options).arraySync()).toEqual([
		[3 + 500, 2 + 4000],
		[30 + 500, 30 + 5000],
	]);
});

describe.each([
	["as many keys", 7, 7],
	["more keys", 7, 13],
	["more queries", 13, 7],
	["one query", 1, 7],
	["one key", 7, 1],
])("%s", (_, L, S) => {
	test.each([
		["both", [true, true], false, "bottom-right"],
		["both, for each head", [true, true], true, "bottom-right"],
		["both, from the start", [true, true], true, "top-left"],
		["content to position", [true, false], true, "bottom-right"],
		["position to content", [false, true], true, "bottom-right"],
	] as [string, [boolean, boolean], boolean, "top-left" | "bottom-right"][])(
		"%s, forward and backward",
		(_name, parts, isOwn, alignment) => {
			const wanted = reference({ L, S, isOwn, first: alignment === "top-left" ? 0 : S - L, parts });
			const shape = isOwn ? [H, 2 * C, D] : [2 * C, D];
			const inputs = [
				tf.tensor(wanted.values.q, [B, H, L, D]),
				tf.tensor(wanted.values.k, [B, H, S, D]),
				...(parts[0] ? [tf.tensor(wanted.values.positionKeys, shape)] : []),
				...(parts[1] ? [tf.tensor(wanted.values.positionQueries, shape)] : []),
			];
			const run = (q: tf.Tensor, k: tf.Tensor, ...tables: tf.Tensor[]) => {
				const positionKeys = parts[0] ? tables[0] : undefined;
				return disentangledBias(q, k, {
					positionKeys,
					positionQueries: parts[1] ? tables.at(-1) : undefined,
					alignment,
				});
			};
			const got = run(inputs[0], inputs[1], ...inputs.slice(2));
			expect(got.shape).toEqual([B, H, L, S]);
			expect(farthest(got.dataSync(), wanted.bias)).toBeLessThan(1e-5);
			const names = ["q", "k", "positionKeys", "positionQueries"].filter((_, at) => at < 2 || parts[at - 2]);
			const used = names.filter((name) => (name === "q" ? parts[0] : name === "k" ? parts[1] : true));
			const loss = (...of: tf.Tensor[]) => {
				const all = names.map((name, at) => (used.includes(name) ? of[used.indexOf(name)] : inputs[at]));
				return tf.sum(tf.mul(run(all[0], all[1], ...all.slice(2)), tf.tensor(wanted.weight, [B, H, L, S])));
			};
			const grads = tf.grads(loss)(used.map((name) => inputs[names.indexOf(name)]));
			for (const [at, grad] of grads.entries()) {
				expect(farthest(grad.dataSync(), wanted.grads[used[at]])).toBeLessThan(5e-5);
			}
		},
	);
});

test("rank 2 and rank 3 are rank 4 with one head", () => {
	const [q, k] = [1, 2].map((seed) => tf.tensor4d(numbers(2 * 7 * D, seed), [2, 1, 7, D]));
	const options = { positionKeys: tf.tensor2d(numbers(2 * C * D, 3), [2 * C, D]) };
	const whole = disentangledBias(q, k, options);
	const [q3, k3] = [q, k].map((x) => tf.squeeze(x, [1]));
	expect(farthest(disentangledBias(q3, k3, options).dataSync(), whole.dataSync())).toBe(0);
	const second = disentangledBias(tf.gather(q3, 1), tf.gather(k3, 1), options);
	expect(farthest(second.dataSync(), tf.gather(whole, 1).dataSync())).toBeLessThan(1e-6);
});

test("nothing is left behind, also by errors", () => {
	const [x, table] = [tf.ones([5, 3]), tf.ones([4, 3])];
	const options = { positionKeys: table, positionQueries: table };
	const before = tf.memory().numTensors;
	for (let i = 0; i < 1000; i++) {
		disentangledBias(x, x, options).dispose();
		if (i % 10 === 0) expect(() => disentangledBias(x, x, { positionKeys: x })).toThrow();
		if (i % 50 === 0) tf.dispose(tf.grad((t) => tf.sum(disentangledBias(t, x, options)))(x));
	}
	expect(tf.memory().numTensors).toBe(before);
});

describe("errors", () => {
	const z = (...shape: number[]) => tf.zeros(shape);
	const call = (options: unknown, q: unknown = z(5, 3), k = z(7, 3)) =>
		disentangledBias(q as tf.Tensor, k, options as { positionKeys: tf.Tensor });

	test.each<[() => unknown, string]>([
		[() => call({}, 3), "q must be a tensor, got q=3"],
		[() => call({}, z(5, 4)), "query and key must have the same head size D, got q=[5,4], k=[7,3]"],
		[
			() => call({}, z(2, 4, 5, 3), z(2, 2, 7, 3)),
			"queries and keys must have as many heads, got q=[2,4,5,3], k=[2,2,7,3]",
		],
		[() => call(undefined), "there must be positionKeys, positionQueries or both, got positionKeys=undefined"],
		[() => call({ positionKeys: z(3) }), "positionKeys must be of rank 2, 3, got positionKeys=[3]"],
		[() => call({ positionKeys: z(3, 3) }), "positionKeys must be of shape [2c,3] or [1,2c,3], got positionKeys=[3,3]"],
		[
			() => call({ positionQueries: z(4, 5) }),
			"positionQueries must be of shape [2c,3] or [1,2c,3], got positionQueries=[4,5]",
		],
		[
			() => call({ positionQueries: z(2, 4, 3) }),
			"positionQueries must be of shape [2c,3] or [1,2c,3], got positionQueries=[2,4,3]",
		],
		[() => call({ positionKeys: z(4, 3), scale: Number.NaN }), "scale must be a finite number, got scale=NaN"],
		[
			() => call({ positionKeys: z(4, 3), alignment: "left" }),
			'alignment must be "top-left" or "bottom-right", got alignment="left"',
		],
	])("%#", (act, message) => {
		expect(act).toThrow(new Error(`disentangledBias: ${message}`));
	});
});
