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
import { checkIds, checkLines, checkPicture, checkRows } from "./rules.mjs";
import { failing, frontMatter, numberOf, paired, readBlocks } from "./source.mjs";

const KEYS = { required: ["en", "zh", "document", "budget", "rows"], optional: ["about", "picture"] };

export function readLesson(file) {
	return parseLesson(readFileSync(file, "utf8"), path.basename(file, ".md"));
}

/** @returns {{name, number, title, document, budget, rows, parts, solutions}} parts in the order of the file. */
export function parseLesson(text, name) {
	const lines = text.split(/\r?\n/);
	const fail = failing(name);
	const { meta, end } = frontMatter(lines, fail, KEYS);
	const budget = numberOf(meta, "budget", "seconds", fail);
	const rows = meta.rows.split(/\s+/);
	const blocks = readBlocks(lines, end + 1, fail, (...info) => code(...info, fail));
	const solutions = new Map(blocks.filter(({ kind }) => kind === "solution").map(({ of, text }) => [of, text]));
	const parts = paired(
		blocks.filter(({ kind }) => kind !== "solution"),
		fail,
	);
	checkIds(parts, solutions, fail);
	checkRows(rows, parts, fail);
	checkPicture(meta.picture, parts, fail);
	return {
		name,
		number: name.slice(0, 2),
		title: { en: meta.en, zh: meta.zh },
		...meta,
		budget,
		rows,
		parts,
		solutions,
	};
}

function code(words, line, text, fail) {
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
