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
	return JSON.parse(text, joinLines);
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

function joinLines(key, value) {
	const multiline = key === "source" || key === "text" || isText(key);
	return multiline && Array.isArray(value) && value.every((x) => typeof x === "string") ? value.join("") : value;
}

function splitLines(notebook) {
	const lines = (text) => (typeof text === "string" ? (text.match(/[^\n]*\n|[^\n]+$/g) ?? []) : text);
	const bundle = (data) => Object.fromEntries(Object.entries(data).map(([k, v]) => [k, isText(k) ? lines(v) : v]));
	const output = (out) => ({
		...out,
		...(out.text === undefined ? {} : { text: lines(out.text) }),
		...(out.data === undefined ? {} : { data: bundle(out.data) }),
	});
	const cell = (c) => ({
		...c,
		...(c.outputs ? { outputs: c.outputs.map(output) } : {}),
		source: lines(c.source),
	});
	return sortKeys({ ...notebook, cells: notebook.cells.map(cell) });
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
