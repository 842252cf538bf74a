import {
	add,
	concat,
	customGrad,
	expandDims,
	type GradSaveFunc,
	mul,
	neg,
	reshape,
	slice,
	split,
	sub,
	type Tensor,
	type Tensor4D,
	tidy,
} from "@tensorflow/tfjs-core";
import { checkTensor, checkWhole, wrong } from "../wrong";
import { type RotaryAngles, type RotaryOptions, tablesOf } from "./rotaryAngles";

/** Which two numbers turn together: (2c, 2c+1) as in RoFormer and GPT-J, or (c, c + D/2) as in GPT-NeoX and Llama. */
export type RotaryLayout = "interleaved" | "half";

export interface RotateOptions extends RotaryOptions {
	/** Must be named: a model trained with one layout and read with the other gives nonsense without an error. */
	layout: RotaryLayout;
	/** Only the first numbers of each head turn; all by default. */
	size?: number;
	/** Tables of `rotaryAngles`, of which rows `offset` and on are used, instead of base, scaling and positions. */
	angles?: RotaryAngles;
}

function turned(x: Tensor4D, cos: Tensor, sin: Tensor, layout: RotaryLayout, size: number): Tensor4D {
	const [B, H, L, D] = x.shape;
	const half = size / 2;
	const head = size === D ? x : slice(x, [0, 0, 0, 0], [B, H, L, size]);
	const [a, b] =
		layout === "half"
			? split(head, 2, 3)
			: split(reshape(head, [-1, half, 2]), 2, 2).map((part) => reshape(part, [B, H, L, half]));
	const pair = [sub(mul(a, cos), mul(b, sin)), add(mul(a, sin), mul(b, cos))];
	const joined =
		layout === "half"
			? concat(pair, 3)
			: reshape(
					concat(
						pair.map((part) => reshape(part, [-1, half, 1])),
						2,
					),
					[B, H, L, size],
				);
	const rest = size === D ? [] : [slice(x, [0, 0, 0, size], [B, H, L, D - size])];
	return (rest.length ? concat([joined, ...rest], 3) : joined) as Tensor4D;
}

/** The gradient of a rotation is the rotation back. */
function turn(x: Tensor4D, cos: Tensor, sin: Tensor, layout: RotaryLayout, size: number): Tensor4D {
	const run = customGrad((input, save) => {
		(save as GradSaveFunc)([cos, sin]);
		return {
			value: turned(input as Tensor4D, cos, sin, layout, size),
			gradFunc: (dy: Tensor, saved: Tensor[]) => turn(dy as Tensor4D, saved[0], neg(saved[1]), layout, size),
		};
	});
	return run(x) as Tensor4D;
}

function checkAngles(name: string, angles: RotaryAngles, { base, scaling, positions }: RotaryOptions): void {
	if (base !== undefined || scaling !== undefined || positions !== undefined) {
		throw wrong(name, "there must be angles or base, scaling and positions, not both", { base, scaling, positions });
	}
	const { cos, sin } = typeof angles === "object" && angles !== null ? angles : ({} as RotaryAngles);
	checkTensor(name, "angles.cos", cos, "float32", [2, 3]);
	checkTensor(name, "angles.sin", sin, "float32", [2, 3]);
	if (`${cos.shape}` !== `${sin.shape}`) throw wrong(name, "angles must be two tables of one shape", { cos, sin });
}

/** Rows of ready tables that these positions need. */
function rowsOf(name: string, x: Tensor, size: number, { angles, offset = 0 }: RotateOptions): RotaryAngles {
	const { cos, sin } = angles!;
	checkWhole(name, "offset", offset, 0);
	const [rows, pairs] = cos.shape.slice(-2);
	const L = x.shape.at(-2)!;
	if (2 * pairs !== size)
		throw wrong(name, "angles must have half as many columns as numbers that turn", { cos, size });
	if (offset + L > rows) throw wrong(name, "angles must have a row for each position", { cos, offset, L });
	const from = cos.rank === 3 ? [0, offset, 0] : [offset, 0];
	const [cosines, sines] = [cos, sin].map((table) => slice(table, from, [...table.shape.slice(0, -2), L, pairs]));
	return { cos: cosines, sin: sines };
}

/**
 * Rotary positions: pair c of position p turns by `θ = p · base^(-2c/D)`, `(a, b) -> (a cos θ - b sin θ, a sin θ + b cos θ)`,
 * so that a query and a key see only how far apart they are.
 *
 * ```ts
 * const q = tf.randomNormal([1, 8, 10, 64]);
 * attention.rotate(q, { layout: "half" });
 * attention.rotate(q, { layout: "half", offset: 10 });  // the ten tokens after them
 * ```
 * @param x - Queries or keys, shape [B, H, L, D], [B, L, D] or [L, D].
 * @returns The shape of x; each pair keeps its length. Differentiable.
 * @throws Where shapes or options do not fit.
 *
 * Su et al. 2021, "RoFormer", section 3.2.2.
 */
export function rotate<T extends Tensor>(x: T, options: RotateOptions): T {
	const name = "rotate";
	checkTensor(name, "x", x, "float32", [2, 3, 4]);
	const { layout, angles } = options ?? {};
	if (layout !== "interleaved" && layout !== "half") {
		throw wrong(name, 'layout must be "interleaved" or "half"', { layout });
	}
	const [L, D] = x.shape.slice(-2);
	const size = options.size ?? D;
	checkWhole(name, "size", size, 2);
	if (size > D || size % 2 !== 0) throw wrong(name, "size must be even and no more than D", { size, x });
	if (L === 0) throw wrong(name, "there must be at least one position", { x });
	if (angles !== undefined) checkAngles(name, angles, options);
	return tidy(() => {
		const { cos, sin } = angles === undefined ? tablesOf(name, L, size, options) : rowsOf(name, x, size, options);
		const batch = x.rank > 2 ? x.shape[0]! : 1;
		if (cos.rank === 3 && (x.rank === 2 || cos.shape[0] !== batch)) {
			throw wrong(name, "there must be positions for each batch row of x", { x, rows: cos.shape[0] });
		}
		const [c, s] = cos.rank === 3 ? [expandDims(cos, 1), expandDims(sin, 1)] : [cos, sin];
		const full = reshape(x, [batch, x.rank === 4 ? x.shape[1]! : 1, L, D]) as Tensor4D;
		return reshape(turn(full, c, s, layout, size), x.shape) as T;
	});
}
