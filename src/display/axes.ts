import { reshape, Tensor, type Tensor4D } from "@tensorflow/tfjs-core";
import { checkQueryKey, checkValue, scaleOf } from "../attend/inputs";
import type { Axis } from "../map/index";
import { checkTensor, wrong } from "../wrong";
import type { AttentionMapOptions } from "./makeMap";
import { Origin } from "./origin";
import { read } from "./read";
import { Visible } from "./visible";

/** Tokens of common vocabularies that stand for no text of their own. */
const SPECIAL = /^(\[(CLS|SEP|PAD|MASK|UNK|BOS|EOS)\]|<\/?s>|<(pad|bos|eos|mask|cls|sep|unk)>|<\|[a-z_]+\|>)$/i;

/** The axes with what `groups`, `special` and `link` say about them. */
export function tokenAxes(name: string, axes: Axis[], options: AttentionMapOptions): Axis[] {
	const { groups, special, link } = options;
	const [head, sides] = [axes.length - 3, axes.length - 2];
	if (groups !== undefined) {
		const size = axes[head]?.size;
		const fits = size !== undefined && Number.isInteger(groups) && groups > 0 && size % groups === 0;
		if (!fits) throw wrong(name, "groups must divide the heads of the last leading axis", { groups, heads: size });
	}
	if (link !== undefined && typeof link !== "string") throw wrong(name, "link must be a string", { link });
	const most = Math.max(...axes.slice(sides).map(({ size }) => size));
	const isList = Array.isArray(special) && special.every((at) => Number.isInteger(at) && at >= 0 && at < most);
	if (special !== undefined && special !== true && !isList) {
		throw wrong(name, `special must be true or indices below ${most}`, { special });
	}
	return axes.map((axis, i) => {
		if (i === head && groups !== undefined) return { ...axis, groups: axis.size / groups };
		if (i < sides) return axis;
		const found = special === undefined ? [] : specialOf(axis, special);
		return { ...axis, ...(found.length > 0 && { special: found }), ...(link !== undefined && { link }) };
	});
}

function specialOf({ labels = [], size }: Axis, special: readonly number[] | true): number[] {
	if (special === true) return [...labels.keys()].filter((at) => SPECIAL.test(labels[at].trim()));
	return [...new Set(special)].filter((at) => at < size).sort((a, b) => a - b);
}

function nestedShape(value: unknown): number[] {
	return Array.isArray(value) ? [value.length, ...nestedShape(value[0])] : [];
}

/** The option `mask` of weights in memory. */
export function maskOf(name: string, mask: AttentionMapOptions["mask"], shape: readonly number[]): Visible | undefined {
	if (mask === undefined) return undefined;
	const isTensor = mask instanceof Tensor;
	if (!isTensor && !Array.isArray(mask)) throw wrong(name, "mask must be a bool tensor or nested arrays", { mask });
	if (isTensor) checkTensor(name, "mask", mask, "bool", [0, 1, 2, 3, 4, 5, 6]);
	const values = isTensor
		? Uint8Array.from(mask.dataSync())
		: Uint8Array.from((mask as unknown[]).flat(Number.POSITIVE_INFINITY), (cell) => (cell ? 1 : 0));
	const own = isTensor ? mask.shape : nestedShape(mask);
	const padded = [...new Array(Math.max(0, shape.length - own.length)).fill(1), ...own];
	const size = padded.reduce((product: number, entry) => product * entry, 1);
	const fits = padded.length === shape.length && padded.every((entry, i) => entry === 1 || entry === shape[i]);
	if (!fits || size !== values.length) throw wrong(name, `mask must broadcast to [${shape}]`, { mask: own });
	const grid = { values, shape: padded, dtype: "bool" as const, isOpen: (value: number) => value !== 0 };
	return new Visible(shape.slice(0, -2), shape.at(-1) as number, undefined, false, [grid]);
}

/** The options q, k, v and scale of weights in memory. */
export function originOf(name: string, options: AttentionMapOptions, shape: readonly number[]): Origin | undefined {
	const { q, k, v, scale } = options;
	if (q === undefined && k === undefined) return undefined;
	if (q === undefined || k === undefined) throw wrong(name, "q and k must come together", { q, k });
	return read(() => {
		const [H, L, S] = [shape.length > 2 ? (shape.at(-3) as number) : 1, shape.at(-2), shape.at(-1)];
		const B = shape.slice(0, -3).reduce((product, size) => product * size, 1);
		const full = (key: string, x: Tensor, length: number | undefined): Tensor4D => {
			checkTensor(name, key, x, "float32", [2, 3, 4, 5, 6]);
			const heads = x.rank > 2 ? (x.shape.at(-3) as number) : 1;
			const fits = x.shape.at(-2) === length && x.shape.slice(0, -3).reduce((all, one) => all * one, 1) === B;
			if (!fits) throw wrong(name, `${key} must fit weights of shape [${shape}]`, { [key]: x });
			return reshape(x, [B, heads, length as number, x.shape.at(-1) as number]);
		};
		const [q4, k4, v4] = [full("q", q, L), full("k", k, S), v && full("v", v, S)];
		if (q4.shape[1] !== H) throw wrong(name, `q must fit weights of shape [${shape}]`, { q });
		checkQueryKey(name, q4, k4);
		if (v4 !== undefined) checkValue(name, q4, k4, v4);
		const limits = { diagonal: "top-left" as const, left: -1, right: -1 };
		const rest = { dropout: 0, seed: 0, isMedium: false };
		return new Origin(q4, k4, v4, { scale: scaleOf(name, q, scale), ...limits, ...rest });
	});
}
