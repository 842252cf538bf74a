import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { checkWhole, wrong } from "../wrong";
import { type RotaryScaling, rotaryFrequencies } from "./rotaryScaling";

export interface RotaryOptions {
	/** Of the geometric row of wave lengths, 10000 by default. */
	base?: number;
	/** For texts longer than those of the training. */
	scaling?: RotaryScaling;
	/** Position of the first row, 0 by default; when decoding, the tokens that came before. */
	offset?: number;
	/** Instead of an offset: L numbers, or L of them for each of B batch rows. */
	positions?: readonly number[] | readonly (readonly number[])[];
}

/** Cosines and sines, shape [L, D/2], or [B, L, D/2] where positions came for each batch row. */
export type RotaryAngles = {
	cos: Tensor;
	sin: Tensor;
};

function isRow(row: unknown, L: number): row is number[] {
	return Array.isArray(row) && row.length === L && row.every(Number.isFinite);
}

/** Rows of L positions, and the shape in front of the pairs. */
function rowsOf(
	name: string,
	L: number,
	{ offset = 0, positions }: RotaryOptions,
): { rows: number[][]; lead: number[] } {
	checkWhole(name, "offset", offset, 0);
	if (positions === undefined) return { rows: [Array.from({ length: L }, (_, i) => offset + i)], lead: [L] };
	if (offset !== 0) throw wrong(name, "there must be an offset or positions, not both", { offset, positions });
	if (isRow(positions, L)) return { rows: [positions], lead: [L] };
	if (!(Array.isArray(positions) && positions.length > 0 && positions.every((row) => isRow(row, L)))) {
		throw wrong(name, "positions must be L finite numbers, or L for each batch row", { L, positions });
	}
	return { rows: positions as number[][], lead: [positions.length, L] };
}

/**
 * The tables of rotary positions: `cos(p · base^(-2c/D))` and `sin(p · base^(-2c/D))` for position p and pair c.
 *
 * ```ts
 * const angles = attention.rotaryAngles(1024, 64);  // once
 * attention.rotate(tf.randomNormal([1, 8, 10, 64]), { layout: "half", angles });
 * ```
 * @param L - Positions.
 * @param D - Numbers that turn, an even count.
 * @returns Shapes [L, D/2], or [B, L, D/2]; computed in float64, then rounded. Yours to dispose of.
 * @throws Where sizes or options do not fit.
 *
 * Su et al. 2021, "RoFormer", equation 15.
 */
export function rotaryAngles(L: number, D: number, options: RotaryOptions = {}): RotaryAngles {
	const name = "rotaryAngles";
	checkWhole(name, "L", L);
	checkWhole(name, "D", D);
	return tablesOf(name, L, D, options);
}

/** The same in the voice of another function. */
export function tablesOf(name: string, L: number, D: number, options: RotaryOptions): RotaryAngles {
	const { base = 10000, scaling } = options;
	if (D % 2 !== 0) throw wrong(name, "the numbers that turn must be even in count", { D });
	if (typeof base !== "number" || !Number.isFinite(base) || base <= 0) {
		throw wrong(name, "base must be a finite number above 0", { base });
	}
	const { perPair, magnitude } = rotaryFrequencies(name, D, base, scaling);
	const { rows, lead } = rowsOf(name, L, options);
	const shape = [...lead, D / 2];
	const [cos, sin] = [0, 1].map(() => new Float32Array(rows.length * L * perPair.length));
	let at = 0;
	for (const row of rows) {
		for (const position of row) {
			for (const frequency of perPair) {
				cos[at] = magnitude * Math.cos(position * frequency);
				sin[at++] = magnitude * Math.sin(position * frequency);
			}
		}
	}
	return { cos: tensor(cos, shape), sin: tensor(sin, shape) };
}
