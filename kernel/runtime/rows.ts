/** Rows of a table, from objects or lists: as HTML, and as text in aligned columns. */
import { inspect } from "node:util";
import { width } from "../protocol/width";
import { escapeHtml, htmlTable } from "./html";
import { numeral } from "./tensor-text";

export interface Limits {
	rows: number;
	columns: number;
}

interface Grid {
	head: string[];
	rows: string[][];
	words: boolean[];
	foot: string;
}

type Row = Readonly<Record<string, unknown>>;

/** Of what a cell merely returns, so much is drawn as a table. */
const RETURNED: Limits = { rows: 20, columns: 12 };
/** Longer texts end in `…`. */
const LONGEST = 80;

/** Whether `value` is a list of plain objects. */
export function isRecords(value: unknown): value is Row[] {
	return (
		Array.isArray(value) &&
		value.length > 0 &&
		value.slice(0, RETURNED.rows).every((row) => isPlain(row)) &&
		Object.keys(value[0]).length > 0
	);
}

/** The HTML of a list of plain objects. */
export function recordsHtml(
	rows: readonly Row[],
	columns?: readonly string[],
	limits = RETURNED,
	{ caption, foot }: { caption?: string; foot?: string } = {},
): string {
	const drawn = grid(rows, columns ?? columnsOf(rows.slice(0, limits.rows)), limits);
	const feet = [drawn.foot, foot].filter(Boolean).join(" · ");
	return htmlTable({ ...drawn, caption: caption && `<b>${escapeHtml(caption)}</b>`, foot: feet });
}

/** The rows as text in aligned columns. */
export function recordsText(rows: readonly Row[], columns: readonly string[], limits: Limits): string {
	const { head, rows: texts, words, foot } = grid(rows, columns, limits);
	const widths = head.map((name, column) => Math.max(width(name), ...texts.map((row) => width(row[column]))));
	const line = (row: readonly string[]) =>
		row
			.map((text, column) => {
				const space = " ".repeat(widths[column] - width(text));
				return words[column] ? text + space : space + text;
			})
			.join("  ")
			.trimEnd();
	const rule = widths.map((size) => "─".repeat(size)).join("  ");
	return [line(head), rule, ...texts.map(line), ...(foot ? [foot] : [])].join("\n");
}

/** All keys, in the order in which they first come. */
export function columnsOf(rows: readonly Row[]): string[] {
	return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function grid(rows: readonly Row[], columns: readonly string[], limits: Limits): Grid {
	const shown = columns.slice(0, limits.columns);
	const drawn = shown.map((name) => column(rows.slice(0, limits.rows).map((row) => read(row, name))));
	const hidden = columns.length - shown.length;
	const more = [[rows.length - limits.rows, "rows"] as const, [hidden, "columns"] as const].flatMap(([count, what]) =>
		count > 0 ? [`${count} more ${count === 1 ? what.slice(0, -1) : what}`] : [],
	);
	const count = Math.min(rows.length, limits.rows);
	return {
		head: [...shown, ...(hidden > 0 ? ["…"] : [])],
		rows: Array.from({ length: count }, (_, index) => [
			...drawn.map(({ texts }) => texts[index]),
			...(hidden > 0 ? ["…"] : []),
		]),
		words: drawn.map(({ isWords }) => isWords),
		foot: more.length > 0 ? `… ${more.join(", ")}` : "",
	};
}

function column(values: readonly unknown[]): { texts: string[]; isWords: boolean } {
	const numbers = values.filter((value) => typeof value === "number");
	const format = numbers.every((value) => !Number.isFinite(value) || Number.isInteger(value))
		? String
		: numeral(numbers);
	const texts = values.map((value) => (typeof value === "number" ? format(value) : word(value)));
	const isWords = values.some((value) => value !== undefined && value !== null && !/number|bigint/.test(typeof value));
	return { texts, isWords };
}

function word(value: unknown): string {
	const text = value === undefined ? "" : typeof value === "string" ? value : brief(value);
	return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function brief(value: unknown): string {
	try {
		return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 10 });
	} catch {
		return Object.prototype.toString.call(value);
	}
}

/** An accessor is not called for a picture that nobody asked for. */
function read(row: Row, name: string): unknown {
	const property = Object.getOwnPropertyDescriptor(row, name);
	return property?.get ? "[Getter]" : (property?.value as unknown);
}

function isPlain(value: unknown): value is Row {
	if (typeof value !== "object" || value === null) {
		return false;
	}
	const prototype = Object.getPrototypeOf(value);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}
