import { less, range, reshape, Tensor, type Tensor1D, type Tensor4D, tensor1d } from "@tensorflow/tfjs-core";
import { checkQueryKey, checkValue, fromRank4, toRank4 } from "../attend/inputs";
import type { CausalAlignment } from "../masks/causalMask";
import { checkTensor, wrong } from "../wrong";

export interface KeyLengths {
	/**
	 * Real keys of each batch row, B whole numbers from 0 to S (or a tensor of int32, which is not read here); later ones
	 * are not looked at, and bottom-right counts to the last of these.
	 */
	keyLengths?: readonly number[] | Tensor1D;
}

export interface Inputs {
	/** Shape [B, H, L, D]. */
	q: Tensor4D;
	/** Shape [B, G, S, D]. */
	k: Tensor4D;
	/** Shape [B, G, S, E]. */
	v: Tensor4D;
	/** Boolean, shape [B, 1, 1, S]; true means *may look*. */
	mask: Tensor4D | undefined;
}

/** Checked, with four axes; within a tidy. */
export function inputsOf(name: string, q: Tensor, k: Tensor, v: Tensor, { keyLengths }: KeyLengths): Inputs {
	checkQueryKey(name, q, k);
	checkValue(name, q, k, v);
	const keys = toRank4(k);
	return { q: toRank4(q), k: keys, v: toRank4(v), mask: maskOf(name, keys, keyLengths) };
}

function maskOf(name: string, k: Tensor4D, lengths: KeyLengths["keyLengths"]): Tensor4D | undefined {
	if (lengths === undefined) return undefined;
	const [B, , S] = k.shape;
	const fits = (n: unknown) => Number.isInteger(n) && (n as number) >= 0 && (n as number) <= S;
	if (lengths instanceof Tensor) {
		checkTensor(name, "keyLengths", lengths, "int32", [1]);
	} else if (!(Array.isArray(lengths) && lengths.every(fits))) {
		throw wrong(name, "keyLengths must be whole numbers from 0 to S", { keyLengths: lengths, S });
	}
	const count = lengths instanceof Tensor ? lengths.size : lengths.length;
	if (count !== B) throw wrong(name, "there must be a key length for each batch row", { keyLengths: lengths, B });
	const counts = lengths instanceof Tensor ? lengths : tensor1d(lengths as number[], "int32");
	return less(range(0, S, 1, "int32"), reshape(counts, [-1, 1, 1, 1])) as Tensor4D;
}

/** Lengths that a bottom-right diagonal goes by: each row's own, so they must be known before anything is computed. */
export function endsOf(
	name: string,
	keyLengths: KeyLengths["keyLengths"],
	causal: CausalAlignment | undefined,
): readonly number[] | undefined {
	if (causal !== "bottom-right" || keyLengths === undefined) return undefined;
	if (!(keyLengths instanceof Tensor)) return keyLengths;
	throw wrong(name, "keyLengths must be numbers where causal is bottom-right", { keyLengths });
}

/** A mask [B, 1, 1, S] as ones and zeros that stand beside keys, [B, 1, S, 1]. */
export function besideKeys(mask: Tensor4D): Tensor4D {
	return reshape(mask, [mask.shape[0], 1, mask.shape[3], 1]);
}

export { fromRank4 };
