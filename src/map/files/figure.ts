import { type Rgb, tableFor } from "../colour";
import type { Axis } from "../document";
import { leadName, weightName } from "../picture";
import { type Bar, barShapes } from "./bar";
import { widthOf } from "./latin";
import { accuracyOf, checkRegion, placeOf, type Region, sizeOf } from "./region";
import { type Figure, INK, type Shape, SOFT } from "./shapes";

/** How a region is drawn; what is left out is as on a light page, by the square root. */
export interface FigureLook extends Partial<Bar> {
	/** A token as it is written beside its row. */
	printable?(token: string): string;
	/** Whether title and provenance stand above; they do by default. */
	caption?: boolean;
	/** The lines under the title, in place of head, model, mask and accuracy. */
	lines?: readonly string[];
}

const LINE: Rgb = [181, 181, 181];
const MASKED: Rgb = [243, 243, 243];
const HATCH: Rgb = [200, 200, 200];
const SIDE = 400;
const CELL = { least: 8, most: 30 };
const LABEL = 9;
const LONGEST = 18;
/** So few cells carry their number. */
const NUMBERED = 100;
/** More masked cells than this are not hatched. */
const HATCHED = 4096;
const EDGE = 10;

/** One head of a region as a figure: cells, tokens, frame, colour bar with units; title and provenance above. */
export function figureOf(region: Region, look: FigureLook = {}): Figure {
	const { values, axes } = checkRegion("figureOf", region);
	const [rows, columns] = sizeOf(region);
	const bar = barOf(region, look);
	const lead = region.leads[0];
	const title = region.title ?? "Attention map";
	const printable = look.printable ?? plain;
	const cell: [number, number] = [cellSize(columns), cellSize(rows)];
	const labels = {
		rows: labelsOf(region, "query", cell[1], printable),
		columns: labelsOf(region, "key", cell[0], printable),
	};
	const widest = (list: Label[]) => Math.max(0, ...list.map(({ words }) => widthOf(words))) * LABEL;
	const caption = look.caption === false ? [] : (look.lines ?? captionOf(region));
	const head = look.caption === false ? 0 : 18 + caption.length * 12 + 4;
	const left = Math.ceil(EDGE + 14 + widest(labels.rows) + 5);
	const lying = widest(labels.columns) <= cell[0] - 2;
	const top = Math.ceil(EDGE + head + 12 + (lying ? LABEL : widest(labels.columns) * 0.87) + 8);
	const [width, height] = [columns * cell[0], rows * cell[1]];
	const shapes: Shape[] = [];
	const write = (x: number, y: number, words: string, more: Partial<Extract<Shape, { kind: "text" }>> = {}) =>
		shapes.push({ kind: "text", x, y, words, size: LABEL, ink: INK, ...more });

	if (head > 0) write(EDGE, EDGE + 10, title, { size: 13 });
	for (const [i, line] of caption.entries()) write(EDGE, EDGE + 26 + i * 12, line, { ink: SOFT });
	const count = rows * columns;
	const colours = new Uint8Array(count * 3);
	const segments: [number, number, number, number][] = [];
	for (let i = 0; i < count; i++) {
		const masked = Number.isNaN(values[i]);
		const at = Math.round(255 * clamp(bar.share(values[i]))) * 3;
		colours.set(masked ? MASKED : bar.table.subarray(at, at + 3), i * 3);
		const [x, y] = [left + (i % columns) * cell[0], top + Math.floor(i / columns) * cell[1]];
		if (masked) segments.push([x, y + cell[1], x + cell[0], y]);
		if (masked || count > NUMBERED || Math.max(...region.pooling) > 1) continue;
		const ink: Rgb = lightness(colours.subarray(i * 3, i * 3 + 3)) > 0.45 ? [0, 0, 0] : [255, 255, 255];
		write(x + cell[0] / 2, y + cell[1] / 2 + 3, numberName(values[i]), { anchor: "middle", ink, size: 8 });
	}
	shapes.unshift({ kind: "cells", x: left, y: top, cell, columns, colours });
	if (segments.length > 0 && segments.length <= HATCHED) {
		shapes.splice(1, 0, { kind: "lines", segments, ink: HATCH, width: 0.5 });
	}
	shapes.push({ kind: "frame", x: left, y: top, width, height, ink: LINE });
	for (const { at, words } of labels.rows) {
		write(left - 5, top + (at + 0.5) * cell[1] + 3, words, { anchor: "end" });
	}
	for (const { at, words } of labels.columns) {
		const middle = left + (at + 0.5) * cell[0];
		if (lying) write(middle, top - 5, words, { anchor: "middle" });
		else write(middle + 3, top - 5, words, { turn: -60 });
	}
	const [query, key] = axes.slice(-2) as [Axis, Axis];
	write(EDGE + 6, top + height / 2, query.name, { anchor: "middle", turn: -90, ink: SOFT });
	write(left + width / 2, EDGE + head + 6, key.name, { anchor: "middle", ink: SOFT });
	shapes.push(...barShapes(bar, region.of, left, top + height + 14));
	const overhang = lying ? 0 : widest(labels.columns.slice(-1)) * 0.5;
	const broad = shapes.map((s) => (s.kind === "text" && !s.turn && !s.anchor ? s.x + widthOf(s.words) * s.size : 0));
	return {
		width: Math.ceil(Math.max(left + width + overhang, left + 210, ...broad) + EDGE),
		height: Math.ceil(top + height + 14 + 44),
		title,
		alt: [title, leadName(axes, lead), ...partOf(region)].filter(Boolean).join(", "),
		shapes,
	};
}

/** Head, model, mask, rectangle and accuracy in two lines. */
function captionOf(region: Region): string[] {
	const { axes, leads, source } = region;
	const part = [region.query, region.key].some(([from, to], i) => from > 0 || to < axes.slice(-2)[i].size);
	const where = part ? partOf(region) : [];
	return [
		[leadName(axes, leads[0]), source.model, source.mask && `mask: ${source.mask}`, ...where],
		[accuracyOf(region)],
	]
		.map((line) => line.filter(Boolean).join(" · "))
		.filter((line) => line !== "");
}

/** "query 3 to 7", "key 0 to 12". */
function partOf({ axes, query, key }: Region): string[] {
	return axes.slice(-2).map(({ name }, i) => `${name} ${[query, key][i][0]} to ${[query, key][i][1] - 1}`);
}

function barOf({ values }: Region, look: FigureLook): Bar {
	const largest = values.reduce((most, value) => (Number.isNaN(value) ? most : Math.max(most, value)), 0);
	const share = look.share ?? ((weight: number) => (largest === 0 ? 0 : Math.sqrt(weight / largest)));
	const ticks = look.ticks ?? [0, 0.0625, 0.25, 0.5625, 1].map((part) => Number(weightName(largest * part)));
	return { table: look.table ?? tableFor(true), share, ticks };
}

interface Label {
	at: number;
	words: string;
}

function labelsOf(region: Region, side: "query" | "key", cell: number, printable: (token: string) => string): Label[] {
	const count = sizeOf(region)[side === "query" ? 0 : 1];
	const every = Math.max(1, Math.ceil((LABEL + 1.5) / cell));
	const labels: Label[] = [];
	for (let at = 0; at < count; at += every) {
		const letters = [...printable(placeOf(region, side, at).name)];
		const words = letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : letters.join("");
		labels.push({ at, words });
	}
	return labels;
}

function plain(token: string): string {
	return token.replace(/[\s\p{Cc}]/gu, " ");
}

function cellSize(count: number): number {
	return count > SIDE / CELL.least ? SIDE / count : Math.min(CELL.most, Math.floor(SIDE / count));
}

function numberName(value: number): string {
	return value.toFixed(2).replace(/^(-?)0\./, "$1.");
}

function clamp(share: number): number {
	return share > 0 ? Math.min(1, share) : 0;
}

function lightness([red, green, blue]: Uint8Array): number {
	return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
