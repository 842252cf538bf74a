/** Notebook files, written as Jupyter itself writes them: sorted keys, one space, text in lines. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export function readNotebook(file) {
	let text;
	try {
		text = readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
	return joinLines(JSON.parse(text));
}

export function writeNotebook(file, notebook) {
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, format(notebook));
}

export function format(notebook) {
	return `${JSON.stringify(splitLines(sortKeys(notebook)), null, 1)}\n`;
}

/** The notebook without what running it adds. */
export function withoutOutputs(notebook) {
	const cells = notebook.cells.map((cell) =>
		cell.cell_type === "code" ? { ...cell, execution_count: null, outputs: [] } : cell,
	);
	return { ...notebook, cells };
}

const isText = (mime) => mime.startsWith("text/") || mime === "image/svg+xml";

/** Text in one piece, where Jupyter keeps it in lines: what a figure's data call "text" is no such place. */
function joinLines(notebook) {
	const whole = (text) => (Array.isArray(text) ? text.join("") : text);
	const bundle = (data) => Object.fromEntries(Object.entries(data).map(([k, v]) => [k, isText(k) ? whole(v) : v]));
	const cell = (c) => ({
		...c,
		...(c.outputs ? { outputs: c.outputs.map((out) => ofOutput(out, whole, bundle)) } : {}),
		source: whole(c.source),
	});
	return { ...notebook, cells: notebook.cells.map(cell) };
}

function splitLines(notebook) {
	const lines = (text) => (typeof text === "string" ? (text.match(/[^\n]*\n|[^\n]+$/g) ?? []) : text);
	const bundle = (data) => Object.fromEntries(Object.entries(data).map(([k, v]) => [k, isText(k) ? lines(v) : v]));
	const output = (out) => ofOutput(out, lines, bundle);
	const cell = (c) => ({
		...c,
		...(c.outputs ? { outputs: c.outputs.map(output) } : {}),
		source: lines(c.source),
	});
	return sortKeys({ ...notebook, cells: notebook.cells.map(cell) });
}

function ofOutput(output, text, bundle) {
	return {
		...output,
		...(output.text === undefined ? {} : { text: text(output.text) }),
		...(output.data === undefined ? {} : { data: bundle(output.data) }),
	};
}

function sortKeys(value) {
	if (Array.isArray(value)) return value.map(sortKeys);
	if (value === null || typeof value !== "object") return value;
	return Object.fromEntries(
		Object.keys(value)
			.sort()
			.map((key) => [key, sortKeys(value[key])]),
	);
}
