import { signedTableFor, tableFor } from "@attention-lab/attention/map";
import { type ColourScale, colourOf, inkOn } from "../../colours/colour-scale";
import { element } from "../../element";
import type { Scene } from "../view";
import { cellText } from "./number-text";

type Numbers = ArrayLike<number>;

/** Vectors of at most so many numbers are written out, where there is room. */
export const WRITTEN = 8;
/** A cell of so many pixels has room for a number; keys that have less scroll. */
export const READABLE = 36;

const TABLES = new Map<string, Uint8Array>();

/** Colours from zero, the page's ground, to `largest`; of either sign where `signed`. */
export function scaleTo({ palette }: Scene, largest: number, signed: boolean): ColourScale {
	const name = `${palette.light}/${signed}`;
	const table = TABLES.get(name) ?? (signed ? signedTableFor : tableFor)(palette.light);
	TABLES.set(name, table);
	return { table, largest: largest || 1, shape: "linear", signed, masked: palette.masked };
}

/** A number on its colour. */
export function numberBox(scale: ColourScale, x: number): HTMLElement {
	const colour = colourOf(scale, x);
	const box = element("span", "al-Steps-number", {}, cellText(x));
	box.style.background = `rgb(${colour.join()})`;
	box.style.color = inkOn(colour);
	return box;
}

/** A vector as a strip of colours, or as numbers where they are few; `across`: from left to right. */
export function vectorBox(scale: ColourScale, vector: Numbers, isWritten: boolean, across = false): HTMLElement {
	const node = element("span", `al-Steps-vector${across ? " al-mod-across" : ""}`, { "aria-hidden": "true" });
	if (isWritten) {
		node.append(...Array.from(vector, (x) => numberBox(scale, x)));
		return node;
	}
	const canvas = element("canvas", "al-Steps-strip");
	[canvas.width, canvas.height] = across ? [vector.length, 1] : [1, vector.length];
	const context = canvas.getContext("2d");
	if (context !== null) {
		const pixels = context.createImageData(canvas.width, canvas.height);
		for (let i = 0; i < vector.length; i++) pixels.data.set([...colourOf(scale, vector[i]), 255], 4 * i);
		context.putImageData(pixels, 0, 0);
	}
	if (!across) canvas.style.height = `${Math.max(40, Math.min(128, 2 * vector.length))}px`;
	node.append(canvas);
	return node;
}

/** The largest size of some numbers that are there and finite. */
export function largestSize(numbers: Iterable<number>): number {
	let largest = 0;
	for (const x of numbers) if (Number.isFinite(x) && Math.abs(x) > largest) largest = Math.abs(x);
	return largest;
}
