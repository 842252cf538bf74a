import { mul, type Tensor, type Tensor4D } from "@tensorflow/tfjs-core";
import { dropoutFactors } from "../dropout";
import type { CheckedOptions } from "../inputs";
import { type Span, visibleKeys } from "../limits";
import type { FusedAttrs } from "../names";
import type { Problem } from "./rectangle";

/** How many weights are held at once: 4 MB for each matrix of them. */
export const held = { cells: 2 ** 20 };

/** By name; what is not given is not there. */
export type Inputs = Record<string, Tensor4D>;

/** What a kernel is given, as it was checked. */
export function problemOf({ q, k, ...inputs }: Inputs, attrs: FusedAttrs): Problem {
	const checked: CheckedOptions = {
		scale: attrs.scale,
		softcap: attrs.softcap || undefined,
		diagonal: attrs.diagonal === 1 ? "bottom-right" : "top-left",
		left: attrs.left,
		right: attrs.right,
		mask: inputs.mask,
		bias: inputs.bias,
		queryLengths: inputs.queryLengths,
		keyLengths: inputs.keyLengths,
		sinks: inputs.sinks,
		dropout: attrs.dropout,
		isMedium: false,
		seed: (attrs.seedHigh >>> 0) * 2 ** 32 + (attrs.seedLow >>> 0),
	};
	return { q, k, checked };
}

/** Blocks of queries, each with the keys that it may see. */
export function blocks({ q, k, checked }: Problem): { rows: Span; keys: Span }[] {
	const [B, H, L] = q.shape;
	const S = k.shape[2];
	const height = Math.max(1, Math.floor(held.cells / (B * H * S)));
	return Array.from({ length: Math.ceil(L / height) }, (_, n) => {
		const rows: Span = [n * height, Math.min(L, (n + 1) * height)];
		return { rows, keys: visibleKeys(checked, [L, S], rows) };
	});
}

/** What dropout does to the weights of a block. */
export function factors(problem: Problem, weights: Tensor4D, rows: Span, keys: Span): Tensor4D | undefined {
	const { dropout, seed } = problem.checked;
	return dropout === 0 ? undefined : dropoutFactors(weights.shape, dropout, seed, [rows[0], keys[0]]);
}

export function times(x: Tensor, factor: Tensor | undefined): Tensor4D {
	return (factor === undefined ? x : mul(x, factor)) as Tensor4D;
}
