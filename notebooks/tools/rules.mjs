/** What a lesson must hold; each rule tells its line through `fail(line, what)`. */
import { align, width } from "./align.mjs";
import { LANGUAGES } from "./places.mjs";
import { isUnspoken, speak } from "./speak.mjs";

const COLUMNS = 92;

/** Markdown reads `**看：**好` as stars: a closing `**` between punctuation and a character closes nothing. */
export function checkBold({ line, text }, fail) {
	const pieces = text.split("**");
	for (let i = 1; i + 1 < pieces.length; i += 2) {
		if (/\p{P}$/u.test(pieces[i]) && /^\p{Script=Han}/u.test(pieces[i + 1])) {
			fail(line, `bold must end before its punctuation, got "**${pieces[i]}**${pieces[i + 1][0]}"`);
		}
	}
}

/** No line may run out of a notebook's width; what checks and verdicts say may. */
export function checkLines({ line, text, tags }, fail) {
	text.split("\n").forEach((row, i) => {
		if (isUnspoken(row)) fail(line + 1 + i, `both languages must be "{{English | 中文}}", got "${row}"`);
	});
	if (["check", "ledger", "results"].some((tag) => tags.includes(tag))) return;
	for (const language of LANGUAGES) {
		const rows = align(speak(text, language)).split("\n");
		const wide = rows.findIndex((row) => width(row) > COLUMNS);
		if (wide >= 0) fail(line + 1 + wide, `code must fit ${COLUMNS} columns, got ${width(rows[wide])} (${language})`);
	}
}

export function checkIds(parts, solutions, fail) {
	const seen = new Set();
	for (const { id, line } of parts) {
		if (!/^[a-z][a-z0-9-]{0,63}$/.test(id)) fail(line, `a cell id must be lower-case words joined by "-", got "${id}"`);
		if (seen.has(id)) fail(line, `a cell id must be used once, got "${id}" again (name prose as ":::en NAME")`);
		seen.add(id);
	}
	const exercises = parts.filter((part) => part.tags?.includes("exercise"));
	for (const { id, line } of exercises) if (!solutions.has(id)) fail(line, `exercise "${id}" must have a solution`);
	for (const id of solutions.keys()) {
		if (!exercises.some((part) => part.id === id)) fail(0, `solution "${id}" must belong to a cell tagged exercise`);
	}
}

export function checkRows(rows, parts, fail) {
	const run = new Set(parts.flatMap((part) => part.rows ?? []));
	const missing = rows.filter((row) => !run.has(row));
	if (missing.length) fail(0, `every row must be run by a cell, got none for ${missing.join(", ")}`);
	const unknown = [...run].filter((row) => !rows.includes(row));
	if (unknown.length) fail(0, `a cell's rows must be in the front matter, got ${unknown.join(", ")}`);
}

export function checkPicture(picture, parts, fail) {
	if (picture !== undefined && !parts.some((part) => part.kind === "code" && part.id === picture)) {
		fail(0, `picture must be the id of a code cell, got "${picture}"`);
	}
}
