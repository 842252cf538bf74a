/** `display` and `clearOutput`. */
import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import type { Bundle } from "../protocol/runtime";
import { send } from "./channel";
import { currentKey } from "./context";
import { faultOf } from "./fault";
import { readable } from "./html";
import { bundle, figureText, plain, plainObject, render } from "./render";
import { columnsOf, recordsHtml, recordsText } from "./rows";
import { isTensor } from "./tensor-text";

interface Options {
	displayId?: string;
	update?: boolean;
	raw?: Record<string, unknown>;
	metadata?: Record<string, unknown>;
}

const DRAWING: Bundle = { data: { "text/plain": "drawing …" }, metadata: {} };

/** Of a table that was asked for, so much is drawn. */
const TABLE = { rows: 200, columns: 40 };

/** Displays that wait for their value to draw itself; a cell ends after them. */
const waiting = new Map<string, Set<Promise<void>>>();
/** The last of them for each display id: what comes for the same id stands behind it. */
const latest = new Map<string, Promise<void>>();

export function clearOutput(wait = false): void {
	if (typeof wait !== "boolean") {
		throw new TypeError(`clearOutput: wait must be true or false, got ${inspect(wait)}`);
	}
	send({ type: "clear", key: currentKey(), wait });
}

export const display = Object.assign(
	(value: unknown, options: Options = {}): void => {
		give(options.raw ? bundle(options.raw) : render(value), options);
	},
	{
		html: text("text/html", readable),
		markdown: text("text/markdown", String),
		latex: text("text/latex", String),
		svg: text("image/svg+xml", () => "SVG picture"),
		png: (data: Uint8Array | string, options?: Options) =>
			draw({ "image/png": data, "text/plain": "PNG picture" }, options),
		json: (value: unknown, options?: Options) =>
			draw({ "application/json": value, "text/plain": plain(value) }, options),
		plotly: (figure: object | string, options?: Options) => {
			const parsed = typeof figure === "string" ? JSON.parse(figure) : figure;
			if (!Array.isArray(parsed?.data)) {
				throw new TypeError(
					`display.plotly: a figure must have a list \`data\`, got ${JSON.stringify(parsed)?.slice(0, 80)}`,
				);
			}
			const plain = figureText(parsed.data.length);
			draw({ "application/vnd.plotly.v1+json": { layout: {}, ...parsed }, "text/plain": plain }, options);
		},
		vega: (spec: object | string, options?: Options) => {
			const parsed = typeof spec === "string" ? JSON.parse(spec) : spec;
			if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
				throw new TypeError(
					`display.vega: a specification must be an object, got ${JSON.stringify(parsed)?.slice(0, 80)}`,
				);
			}
			// Front ends pick the renderer by this type; JupyterLab knows no later one.
			const isVega = /\/schema\/vega\//.test(String(parsed.$schema));
			const type = `application/vnd.${isVega ? "vega" : "vegalite"}.v5+json`;
			draw({ [type]: parsed, "text/plain": isVega ? "Vega chart" : "Vega-Lite chart" }, options);
		},
		page: (value: unknown) => {
			const drawn = render(value);
			if (drawn instanceof Promise) {
				throw new TypeError("display.page: the value must have a text at once, got one that draws itself later");
			}
			send({ type: "page", key: currentKey(), bundle: pageable(value, drawn) });
		},
		table: (first: unknown, second?: unknown) => {
			const { columns, rows, options } = table(first, second);
			const html = recordsHtml(rows, columns, TABLE);
			draw({ "text/html": html, "text/plain": recordsText(rows, columns, TABLE) }, options);
		},
	},
);

/** A pager shows text as it is, without the quotes of a value. */
function pageable(value: unknown, drawn: Bundle): Bundle {
	return typeof value === "string" ? { ...drawn, data: { "text/plain": value } } : drawn;
}

/** The rows as objects, from `(rows, { columns })` or `(head, rows)`. */
function table(first: unknown, second: unknown) {
	const isHeadFirst = isList(second);
	const options = (isHeadFirst ? {} : (second ?? {})) as Options & { columns?: readonly string[] };
	const names = isHeadFirst ? asList(first, "the head")?.map(String) : options.columns;
	const items = asList(isHeadFirst ? second : first, "the rows");
	const rows = items.map((row) => {
		if (typeof row !== "object" || row === null) {
			throw new TypeError(`display.table: a row must be an object or a list, got ${JSON.stringify(row)}`);
		}
		return isList(row)
			? Object.fromEntries(asList(row, "a row").map((cell, index) => [names?.[index] ?? `${index}`, cell]))
			: (row as Record<string, unknown>);
	});
	return { columns: names ?? columnsOf(rows), rows, options };
}

function isList(value: unknown): boolean {
	return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)) || isTensor(value);
}

function asList(value: unknown, what: string): unknown[] {
	if (!isList(value)) {
		throw new TypeError(`display.table: ${what} must be a list, got ${typeof value}`);
	}
	return isTensor(value) ? (value.arraySync() as unknown[]) : Array.from(value as ArrayLike<unknown>);
}

/** Waits for all displays of a request; the first that failed fails here. */
export async function displaysDone(key: string): Promise<void> {
	try {
		await Promise.all(waiting.get(key) ?? []);
	} finally {
		waiting.delete(key);
	}
}

/** @param inWords - The text for a front end that draws nothing. */
function text(type: string, inWords: (value: string) => string) {
	return (value: string, options?: Options) => {
		if (typeof value !== "string") {
			throw new TypeError(`display: ${type} must be text, got ${typeof value}`);
		}
		draw({ [type]: value, "text/plain": inWords(value) }, options);
	};
}

function draw(data: Record<string, unknown>, options: Options = {}): void {
	give(bundle(data), options);
}

function give(drawn: Bundle | Promise<Bundle>, options: Options): void {
	if (options.update && options.displayId === undefined) {
		throw new TypeError("display: an update must name its displayId");
	}
	if (options.displayId !== undefined && typeof options.displayId !== "string") {
		throw new TypeError(`display: displayId must be text, got ${inspect(options.displayId)}`);
	}
	const before = latest.get(options.displayId ?? "");
	if (drawn instanceof Promise || before) {
		later(drawn, options, before);
	} else {
		show(drawn, options);
	}
}

function show(drawn: Bundle, { displayId, update = false, metadata }: Options): void {
	const whole = { ...drawn, metadata: { ...drawn.metadata, ...plainObject(metadata ?? {}, "metadata") } };
	send({ type: "display", key: currentKey(), bundle: whole, displayId, update });
}

/** Takes its place among the cell's outputs at once, and fills it when the value has drawn itself. */
function later(drawn: Bundle | Promise<Bundle>, options: Options, before?: Promise<void>): void {
	const key = currentKey();
	const { displayId = randomUUID(), update = false } = options;
	if (!update) {
		show(DRAWING, { displayId });
	}
	const shown = Promise.all([drawn, before?.catch(() => {})]).then(
		([result]) => show(result, { ...options, displayId, update: true }),
		(error) => {
			const { ename, evalue } = faultOf(error);
			const words = `could not be drawn: ${ename}: ${evalue}`;
			show({ data: { "text/plain": words }, metadata: {} }, { displayId, update: true });
			throw error;
		},
	);
	latest.set(displayId, shown);
	const forget = () => latest.get(displayId) === shown && latest.delete(displayId);
	shown.then(forget, forget);
	waiting.set(key, (waiting.get(key) ?? new Set()).add(shown));
}
