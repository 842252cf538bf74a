/**
 * Additive scores without their cube. The pairs of N groups, R rows and S keys, each of size A, are computed block by
 * block: several groups at once while they fit, else some rows of one group. Blocks follow each other in memory, so their
 * scores are joined as they come. The gradient computes each block again: none is kept for it.
 */
import {
	add,
	concat,
	customGrad,
	dispose,
	expandDims,
	type GradSaveFunc,
	matMul,
	mul,
	reshape,
	slice,
	square,
	sub,
	sum,
	type Tensor,
	type Tensor1D,
	type Tensor3D,
	type Tensor4D,
	tanh,
	tidy,
	zeros,
} from "@tensorflow/tfjs-core";

/** Numbers of a block, 4 MB: on TensorFlow and WebAssembly smaller and larger ones took longer. */
const BLOCK = 2 ** 20;

interface Block {
	group: number;
	groups: number;
	row: number;
	rows: number;
}

function blocksOf([N, R, A]: number[], S: number, limit: number): Block[] {
	const groups = Math.max(1, Math.floor(limit / (R * S * A)));
	const rows = Math.min(R, Math.max(1, Math.floor(limit / (S * A))));
	const blocks: Block[] = [];
	for (let group = 0; group < N; group += groups) {
		for (let row = 0; row < R; row += rows) {
			blocks.push({ group, groups: Math.min(groups, N - group), row, rows: Math.min(rows, R - row) });
		}
	}
	return blocks;
}

function rowsOf(x: Tensor3D, { group, groups, row, rows }: Block): Tensor3D {
	return slice(x, [group, row, 0], [groups, rows, x.shape[2]]);
}

/** `tanh(a_i + b_j)` of a block, shape [groups, rows, S, A]. */
function pairs(a: Tensor3D, b: Tensor3D, block: Block): Tensor4D {
	const { group, groups } = block;
	const [, S, A] = b.shape;
	return tidy(() => {
		const keys = slice(b, [group, 0, 0], [groups, S, A]);
		return tanh(add(expandDims(rowsOf(a, block), 2), expandDims(keys, 1))) as Tensor4D;
	});
}

function scoresOf(a: Tensor3D, b: Tensor3D, vector: Tensor1D, block: Block): Tensor {
	const cells = block.groups * block.rows;
	const [, S, A] = b.shape;
	const lines = reshape(pairs(a, b, block), [cells * S, A]);
	return reshape(matMul(lines, reshape(vector, [A, 1])), [cells, S]);
}

/** What a block adds to the gradients of a, b and the vector: with `t = tanh(a_i + b_j)`, sums of `dy v (1 - t²)` and `dy t`. */
function gradientsOf(dy: Tensor3D, a: Tensor3D, b: Tensor3D, vector: Tensor1D, block: Block): Tensor[] {
	const cells = block.groups * block.rows;
	const [, S, A] = b.shape;
	const bent = pairs(a, b, block);
	const share = expandDims(rowsOf(dy, block), 3);
	const dV = matMul(reshape(share, [1, cells * S]), reshape(bent, [cells * S, A]));
	const bend = mul(share, square(bent));
	const along = (axis: number) => mul(vector, sub(sum(share, axis), sum(bend, axis)));
	return [reshape(along(2), [cells, A]), along(1), dV];
}

/** Of all blocks: what belongs to one group or to all is added up as it comes, the rest stands in order. */
function gradients(dy: Tensor3D, inputs: [Tensor3D, Tensor3D, Tensor1D], blocks: Block[]) {
	const dA: Tensor[] = [];
	const dB: Tensor[] = [];
	let dV: Tensor = zeros([1, inputs[2].size]);
	for (const block of blocks) {
		const [a, b, v] = tidy(() => gradientsOf(dy, ...inputs, block));
		dA.push(a);
		dB.push(block.row === 0 ? b : plus(dB.pop()!, b));
		dV = plus(dV, v);
	}
	return { dA, dB, dV };
}

function plus(a: Tensor, b: Tensor): Tensor {
	const total = add(a, b);
	dispose([a, b]);
	return total;
}

/**
 * `s_nrj = vector · tanh(a_nr + b_nj)`, with gradients.
 *
 * @param a - Shape [N, R, A].
 * @param b - Shape [N, S, A].
 * @param vector - Shape [A].
 * @returns Shape [N, R, S].
 */
export function additiveRows(a: Tensor3D, b: Tensor3D, vector: Tensor1D, limit = BLOCK): Tensor3D {
	const [, R, A] = a.shape;
	const [N, S] = b.shape;
	if (N * R === 0) return zeros([N, R, S]);
	const blocks = blocksOf(a.shape, S, limit);
	const run = customGrad((x, y, v, save) => {
		const inputs = [x, y, v] as [Tensor3D, Tensor3D, Tensor1D];
		(save as GradSaveFunc)(inputs);
		const parts = blocks.map((block) => tidy(() => scoresOf(...inputs, block)));
		const gradFunc = (dy: Tensor, saved: Tensor[]) => {
			const { dA, dB, dV } = gradients(dy as Tensor3D, saved as typeof inputs, blocks);
			return [reshape(concat(dA), [N, R, A]), concat(dB), reshape(dV, [A])];
		};
		return { value: reshape(concat(parts), [N, R, S]), gradFunc };
	});
	return run(a, b, vector) as Tensor3D;
}
