import { formatWeight } from "../../colours/ticks";
import { fitText } from "../../layout/labels";
import type { Scene } from "../view";
import { DASHES, lineColour, lineWidth, strokeOf } from "./colours";
import { type Columns, middleOf, onScreen } from "./layout";
import { type Line, type Source, unitLabel } from "./planes";
import type { Place, Settings, Side } from "./settings";

type Pen = CanvasRenderingContext2D;

/** The most lines that are drawn, the strongest ones. */
export const MOST_LINES = 8000;
const GAP = 6;

/** What stands on the canvas. */
export interface Picture {
	columns: Columns;
	source: Source;
	settings: Settings;
	lines: readonly Line[];
	scrolled: number;
	/** The token whose lines alone are shown. */
	focus: Place | null;
	/** The token under the pointer, or where the keys stand. */
	cursor: Place | null;
	/** The pinned pair, in rows. */
	pair: { row: number; column: number } | null;
}

/** Draws columns and lines. @returns The number of lines drawn. */
export function paint(pen: Pen, scene: Scene, picture: Picture): number {
	const { columns } = picture;
	pen.clearRect(0, 0, columns.width, columns.height);
	const drawn = paintLines(pen, scene, picture);
	const ends = endsOf(picture);
	for (const side of ["query", "key"] as const) paintColumn(pen, scene, picture, side, ends);
	return drawn;
}

function paintLines(pen: Pen, scene: Scene, picture: Picture): number {
	const { columns, settings, source, scrolled, pair } = picture;
	const { scale, palette } = scene;
	const [top, bottom] = onScreen(columns, "query", scrolled);
	const [first, last] = onScreen(columns, "key", scrolled);
	const isSeen = ({ row, column }: Line): boolean => (row >= top && row < bottom) || (column >= first && column < last);
	const weakest = (a: Line, b: Line): number => Math.abs(a.weight) - Math.abs(b.weight);
	const seen = focused(picture).filter(isSeen).sort(weakest).slice(-MOST_LINES);
	const several = settings.which === "many" && source.planes.length > 0;
	const apart = Math.min(3, (0.7 * columns.row) / source.planes.length);
	for (const line of seen) {
		const stroke = several ? strokeOf(line.head, palette.light) : null;
		const isPair = pair !== null && pair.row === line.row && pair.column === line.column;
		pen.setLineDash([...DASHES[stroke?.dash ?? 0]]);
		pen.strokeStyle = isPair && !several ? palette.accent : lineColour(scale, line.weight, stroke);
		pen.lineWidth = lineWidth(scale, line.weight) + (isPair ? 1.5 : 0);
		const at = source.planes.findIndex(({ head }) => head === line.head);
		curve(pen, columns, line, scrolled, (at - (source.planes.length - 1) / 2) * apart);
	}
	pen.setLineDash([]);
	return seen.length;
}

function curve(pen: Pen, columns: Columns, { row, column }: Line, scrolled: number, shift: number): void {
	const from = middleOf(columns, { side: "query", index: row }, scrolled) + shift;
	const to = middleOf(columns, { side: "key", index: column }, scrolled) + shift;
	const [left, right] = [columns.left + 2, columns.right - 2];
	const middle = (left + right) / 2;
	pen.beginPath();
	pen.moveTo(left, from);
	pen.bezierCurveTo(middle, from, middle, to, right, to);
	pen.stroke();
}

/** The lines of the token looked at; all where there is none. */
export function focused({ lines, focus }: Pick<Picture, "lines" | "focus">): readonly Line[] {
	if (focus === null) return lines;
	return lines.filter((line) => (focus.side === "query" ? line.row : line.column) === focus.index);
}

/** The largest number at each other end of the lines looked at. */
function endsOf(picture: Picture): Map<string, number> {
	const ends = new Map<string, number>();
	const { focus } = picture;
	if (focus === null) return ends;
	for (const { row, column, weight } of focused(picture)) {
		const name = focus.side === "query" ? `key/${column}` : `query/${row}`;
		if (Math.abs(weight) > Math.abs(ends.get(name) ?? 0)) ends.set(name, weight);
	}
	return ends;
}

function paintColumn(pen: Pen, scene: Scene, picture: Picture, side: Side, ends: ReadonlyMap<string, number>): void {
	const { columns, source, scrolled, focus } = picture;
	const { ink, soft, accent, font, ground } = scene.palette;
	const per = source.pooling[side === "query" ? 0 : 1];
	const isLeft = side === "query";
	const x = isLeft ? columns.left - GAP : columns.right + GAP;
	const [from, to] = onScreen(columns, side, scrolled);
	pen.textBaseline = "middle";
	pen.textAlign = isLeft ? "right" : "left";
	for (let index = from; index < to; index++) {
		const y = middleOf(columns, { side, index }, scrolled);
		const end = ends.get(`${side}/${index}`);
		const marked = isAt(picture, side, index);
		const numbers = end === undefined ? "" : formatWeight(end);
		pen.font = `11px ${font}`;
		const taken = end === undefined ? 0 : pen.measureText(numbers).width + 8;
		const room = (isLeft ? columns.left : columns.width - columns.right) - GAP - 2 - taken;
		pen.font = `${marked ? 600 : 400} ${columns.fontSize}px ${font}`;
		const text = fitText(unitLabel(scene, side, index, per), room, (part) => pen.measureText(part).width);
		const width = pen.measureText(text).width;
		if (marked) plate(pen, isLeft ? x - width - 4 : x - 4, y, width + 8, columns.row, accent);
		const isFaint = focus !== null && focus.side !== side && end === undefined;
		pen.fillStyle = marked ? ground : isFaint ? soft : ink;
		pen.fillText(text, x, y + 0.5);
		if (end === undefined) continue;
		pen.font = `11px ${font}`;
		pen.fillStyle = ink;
		pen.fillText(numbers, isLeft ? x - width - 8 : x + width + 8, y + 0.5);
	}
}

function isAt({ focus, cursor, pair }: Picture, side: Side, index: number): boolean {
	const at = (place: Place | null): boolean => place !== null && place.side === side && place.index === index;
	return at(focus) || at(cursor) || (pair !== null && (side === "query" ? pair.row : pair.column) === index);
}

function plate(pen: Pen, x: number, y: number, width: number, height: number, colour: string): void {
	pen.fillStyle = colour;
	pen.beginPath();
	pen.roundRect(x, y - height / 2 + 1, width, height - 2, 3);
	pen.fill();
}
