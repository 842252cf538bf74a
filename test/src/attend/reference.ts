/** Attention in float64 and plain loops, sharing nothing with the library. */
export interface Sizes {
	B: number;
	H: number;
	G: number;
	L: number;
	S: number;
	D: number;
	E: number;
}

export interface ReferenceOptions {
	may?: (b: number, h: number, i: number, j: number) => boolean;
	bias?: (b: number, h: number, i: number, j: number) => number;
	scale?: number;
	softcap?: number;
	/** Logits that take a share of each row of a head. */
	sinks?: number[];
	/** Whether query i of item b is more than padding, and its sink counts. */
	isReal?: (b: number, i: number) => boolean;
}

/** Globals are slow within Jest, and these are called a million times. */
const { imul, fround } = Math;

/** Numbers from -2 to 2 that look random and are the same on every run. */
export function numbers(count: number, seed: number): number[] {
	let state = seed >>> 0;
	return Array.from({ length: count }, () => {
		state = (imul(state, 1664525) + 1013904223) >>> 0;
		return fround((state / 2 ** 32) * 4 - 2);
	});
}

export function reference(q: number[], k: number[], v: number[], sizes: Sizes, options: ReferenceOptions = {}) {
	const { B, H, G, L, S, D, E } = sizes;
	const { may = () => true, bias = () => 0, scale = 1 / Math.sqrt(D), softcap, sinks, isReal = () => true } = options;
	const cap = (score: number) => (softcap === undefined ? score : softcap * Math.tanh(score / softcap));
	const weights: number[] = [];
	const logSumExp: number[] = [];
	const output: number[] = [];
	for (let b = 0; b < B; b++) {
		for (let h = 0; h < H; h++) {
			const g = Math.floor((h * G) / H);
			for (let i = 0; i < L; i++) {
				const row: number[] = [];
				for (let j = 0; j < S; j++) {
					let score = 0;
					for (let d = 0; d < D; d++) score += q[((b * H + h) * L + i) * D + d] * k[((b * G + g) * S + j) * D + d];
					row.push(may(b, h, i, j) ? cap(score * scale) + bias(b, h, i, j) : Number.NEGATIVE_INFINITY);
				}
				const sink = sinks !== undefined && isReal(b, i) ? sinks[h] : Number.NEGATIVE_INFINITY;
				const top = Math.max(sink, ...row);
				const share = (score: number) => (score === Number.NEGATIVE_INFINITY ? 0 : Math.exp(score - top));
				const raised = row.map(share);
				const total = raised.reduce((sum, entry) => sum + entry, share(sink));
				logSumExp.push(total === 0 ? Number.NEGATIVE_INFINITY : top + Math.log(total));
				const shares = raised.map((entry) => (total === 0 ? 0 : entry / total));
				weights.push(...shares);
				for (let e = 0; e < E; e++) {
					output.push(shares.reduce((sum, share, j) => sum + share * v[((b * G + g) * S + j) * E + e], 0));
				}
			}
		}
	}
	return { weights, output, logSumExp };
}

export function farthest(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
	expect(got.length).toBe(wanted.length);
	let far = 0;
	for (let i = 0; i < got.length; i++) {
		const gap = Math.abs(got[i] - wanted[i]);
		if (!(gap <= far)) far = gap;
	}
	return far;
}
