/**
 * A lesson's source: one file for both languages, code written once.
 *
 *     ---
 *     en: Step 4: several heads
 *     zh: 第四步：多头注意力
 *     document: L30, L101-111
 *     budget: 30
 *     rows: 2.1-c 3.2-4
 *     about: {{One sentence for the index. | 目录里的一句话。}}
 *     picture: draw
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
 * `picture` names the cell whose output stands for the lesson in the index.
 *
 * Tags: `raises-exception` must raise; `holds` must say true and never false; `exercise` is the reader's, and the cell
 * tagged `check` below it says ○ until it is solved and ✔ then; `volatile` prints times or versions; `ledger` holds the
 * lesson's verdicts; `results` ends in the list of its closing figures,
 * `{ row, measure, value, baseline, bound, holds }`, the last one "✔" or why it is not reached.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { LANGUAGES } from "./places.mjs";
import { checkBold, checkIds, checkLines, checkPicture, checkRows } from "./rules.mjs";

const REQUIRED = ["en", "zh", "document", "budget", "rows"];
const KEYS = [...REQUIRED, "about", "picture"];

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
	checkPicture(meta.picture, parts, fail);
	return { name, number: name.slice(0, 2), title: { en: meta.en, zh: meta.zh }, ...meta, parts, solutions };
}

function frontMatter(lines, fail) {
	if (lines[0] !== "---") fail(0, 'a lesson must begin with "---"');
	const end = lines.indexOf("---", 1);
	if (end < 0) fail(0, 'the front matter must end with "---"');
	const meta = {};
	for (let i = 1; i < end; i++) {
		const found = /^([a-z]+): (.+)$/.exec(lines[i]);
		if (!found || !KEYS.includes(found[1])) {
			fail(i, `front matter must be "key: value" with a key of ${KEYS.join(", ")}, got "${lines[i]}"`);
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
