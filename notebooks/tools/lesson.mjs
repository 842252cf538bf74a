/**
 * A lesson's source: one file for both languages, code written once.
 *
 *     ---
 *     en: Step 4: several heads
 *     zh: 第四步：多头注意力
 *     document: L30, L101-111
 *     budget: 30
 *     rows: 2.1-c 3.2-4
 *     ---
 *     :::en
 *     Prose, Markdown.
 *     :::
 *     :::zh
 *     同样的话。
 *     :::
 *     ```ts split rows=4.2-b tags=raises-exception
 *     const heads = tf.split(x, 2);        // [n, d] {{one per head | 每头一份}}
 *     ```
 *
 * The word after `ts` is the cell's id. `rows` are the rows of the document's map that the cell runs. Inside code
 * `{{English | 中文}}` is the only thing that differs between the editions. A fence that begins with
 * `ts solution=ID` stands for the exercise cell ID when the course is run with solutions; readers never get it.
 *
 * Tags: `raises-exception` must raise; `holds` must say true and never false; `exercise` is the reader's, and the cell
 * tagged `check` below it says ○ until it is solved and ✔ then; `volatile` prints times or versions; `ledger` holds the
 * lesson's verdicts.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { align, width } from "./align.mjs";
import { LANGUAGES } from "./places.mjs";
import { isUnspoken, speak } from "./speak.mjs";

const COLUMNS = 92;
const REQUIRED = ["en", "zh", "document", "budget", "rows"];

export function readLesson(file) {
	return parseLesson(readFileSync(file, "utf8"), path.basename(file, ".md"));
}

/** @returns {{name, number, title, document, budget, rows, parts, solutions}} parts in the order of the file. */
export function parseLesson(text, name) {
	const lines = text.split(/\r?\n/);
	const fail = (line, what) => {
		throw new Error(`${name}.md:${line + 1}: ${what}`);
	};
	const { meta, end } = frontMatter(lines, fail);
	const blocks = readBlocks(lines, end + 1, fail);
	const parts = [];
	const solutions = new Map();
	for (let i = 0; i < blocks.length; i++) {
		const block = blocks[i];
		if (block.kind === "solution") {
			solutions.set(block.of, block.text);
		} else if (block.kind === "code") {
			parts.push(block);
		} else {
			const other = blocks[++i];
			const pair = [block.language, other?.language];
			if (pair[0] !== "en" || pair[1] !== "zh") {
				fail(block.line, `":::en" must be followed by its ":::zh", got ${pair.map((x) => x ?? "no prose").join(", ")}`);
			}
			checkBold(other, fail);
			const id = block.id ?? `${parts.findLast((part) => part.kind === "code")?.id ?? "start"}-text`;
			parts.push({ kind: "prose", id, line: block.line, text: { en: block.text, zh: other.text } });
		}
	}
	checkIds(parts, solutions, fail);
	checkRows(meta.rows, parts, fail);
	return { name, number: name.slice(0, 2), title: { en: meta.en, zh: meta.zh }, ...meta, parts, solutions };
}

function frontMatter(lines, fail) {
	if (lines[0] !== "---") fail(0, 'a lesson must begin with "---"');
	const end = lines.indexOf("---", 1);
	if (end < 0) fail(0, 'the front matter must end with "---"');
	const meta = {};
	for (let i = 1; i < end; i++) {
		const found = /^([a-z]+): (.+)$/.exec(lines[i]);
		if (!found || !REQUIRED.includes(found[1])) {
			fail(i, `front matter must be "key: value" with a key of ${REQUIRED.join(", ")}, got "${lines[i]}"`);
		}
		meta[found[1]] = found[2].trim();
	}
	for (const key of REQUIRED) if (!(key in meta)) fail(end, `front matter must have "${key}"`);
	meta.budget = Number(meta.budget);
	if (!(meta.budget > 0)) fail(end, "budget must be a number of seconds above zero");
	meta.rows = meta.rows.split(/\s+/);
	return { meta, end };
}

function readBlocks(lines, from, fail) {
	const blocks = [];
	let i = from;
	while (i < lines.length) {
		const prose = /^:::(\w+)(?: ([\w-]+))?$/.exec(lines[i]);
		const fence = /^```ts (.+)$/.exec(lines[i]);
		if (prose && !LANGUAGES.includes(prose[1])) fail(i, `prose must be ${LANGUAGES.join(" or ")}, got "${prose[1]}"`);
		if (prose || fence) {
			const close = prose ? ":::" : "```";
			const end = lines.indexOf(close, i + 1);
			if (end < 0) fail(i, `the block must end with "${close}"`);
			const text = lines
				.slice(i + 1, end)
				.join("\n")
				.trim();
			if (!text) fail(i, "a block must not be empty");
			blocks.push(
				prose ? { kind: "prose", language: prose[1], id: prose[2], line: i, text } : code(fence[1], i, text, fail),
			);
			i = end + 1;
		} else {
			if (lines[i].trim()) fail(i, `text must stand in a ":::en", ":::zh" or "\`\`\`ts" block, got "${lines[i]}"`);
			i++;
		}
	}
	return blocks;
}

function code(info, line, text, fail) {
	const words = info.trim().split(/\s+/);
	const solution = /^solution=([\w-]+)$/.exec(words[0]);
	if (solution) return { kind: "solution", of: solution[1], line, text };
	const block = { kind: "code", id: words[0], line, text, rows: [], tags: [] };
	for (const word of words.slice(1)) {
		const pair = /^(rows|tags)=(.+)$/.exec(word);
		if (!pair) fail(line, `a cell takes rows= and tags=, got "${word}"`);
		block[pair[1]] = pair[2].split(",");
	}
	checkLines(block, fail);
	return block;
}

/** Markdown reads `**看：**好` as stars: a closing `**` between punctuation and a character closes nothing. */
function checkBold({ line, text }, fail) {
	const pieces = text.split("**");
	for (let i = 1; i + 1 < pieces.length; i += 2) {
		if (/\p{P}$/u.test(pieces[i]) && /^\p{Script=Han}/u.test(pieces[i + 1])) {
			fail(line, `bold must end before its punctuation, got "**${pieces[i]}**${pieces[i + 1][0]}"`);
		}
	}
}

/** No line may run out of a notebook's width; what checks and verdicts say may. */
function checkLines({ line, text, tags }, fail) {
	text.split("\n").forEach((row, i) => {
		if (isUnspoken(row)) fail(line + 1 + i, `both languages must be "{{English | 中文}}", got "${row}"`);
	});
	if (tags.includes("check") || tags.includes("ledger")) return;
	for (const language of LANGUAGES) {
		const rows = align(speak(text, language)).split("\n");
		const wide = rows.findIndex((row) => width(row) > COLUMNS);
		if (wide >= 0) fail(line + 1 + wide, `code must fit ${COLUMNS} columns, got ${width(rows[wide])} (${language})`);
	}
}

function checkIds(parts, solutions, fail) {
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

function checkRows(rows, parts, fail) {
	const run = new Set(parts.flatMap((part) => part.rows ?? []));
	const missing = rows.filter((row) => !run.has(row));
	if (missing.length) fail(0, `every row must be run by a cell, got none for ${missing.join(", ")}`);
	const unknown = [...run].filter((row) => !rows.includes(row));
	if (unknown.length) fail(0, `a cell's rows must be in the front matter, got ${unknown.join(", ")}`);
}
