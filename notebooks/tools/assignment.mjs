/**
 * An assignment's source: one file for both languages, its reference solution, its tests and typical wrong answers.
 *
 *     ---
 *     en: Softmax, row by row
 *     zh: 逐行的 softmax
 *     lesson: 04
 *     points: 20
 *     about: {{One sentence for the index. | 目录里的一句话。}}
 *     ---
 *     :::en … :::zh …                        prose, as in a lesson
 *     ```ts ID                                code that is given and may not be changed
 *     ```ts ID answer                         the reader's cell; between `// BEGIN SOLUTION` and `// END SOLUTION` stands
 *                                             the reference solution, which readers do not get
 *     ```ts ID answer points=2                the same, graded by hand
 *     ```ts ID points=4                       a test: it throws what must hold; `// BEGIN HIDDEN TESTS` to
 *                                             `// END HIDDEN TESTS` are not handed out
 *     ```ts mutant=ID name=no-shift marks=15  a wrong answer: what would stand in the answer cell ID, and the exact marks
 *                                             that nbgrader must give for the whole assignment
 *     ```
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { align } from "./align.mjs";
import { checkIds, checkLines } from "./rules.mjs";
import { failing, frontMatter, numberOf, paired, readBlocks } from "./source.mjs";
import { speak } from "./speak.mjs";

const KEYS = { required: ["en", "zh", "lesson", "points", "about"] };
const SOLUTION = /^[ \t]*\/\/ BEGIN SOLUTION\n([\s\S]*?)^[ \t]*\/\/ END SOLUTION$/m;
const HIDDEN = /^[ \t]*\/\/ BEGIN HIDDEN TESTS\n[\s\S]*?^[ \t]*\/\/ END HIDDEN TESTS$/m;

export function readAssignment(file) {
	return parseAssignment(readFileSync(file, "utf8"), path.basename(file, ".md"));
}

/** @returns {{name, id, title, about, lesson, points, parts, mutants}} `points` of the whole, `byHand` of those in it. */
export function parseAssignment(text, name) {
	const lines = text.split(/\r?\n/);
	const fail = failing(name);
	const { meta, end } = frontMatter(lines, fail, KEYS);
	const points = numberOf(meta, "points", "marks", fail);
	const blocks = readBlocks(lines, end + 1, fail, (...info) => code(...info, fail));
	const mutants = blocks.filter(({ kind }) => kind === "mutant");
	const parts = paired(
		blocks.filter(({ kind }) => kind !== "mutant"),
		fail,
	);
	checkIds(parts, new Map(), fail);
	const graded = parts.filter((part) => part.points > 0);
	const sum = (cells) => cells.reduce((all, part) => all + part.points, 0);
	if (sum(graded) !== points) fail(0, `the cells' points must add up to ${points}, got ${sum(graded)}`);
	for (const { of, name: mutant, marks, line } of mutants) {
		if (!parts.some(({ id, answer }) => answer && id === of))
			fail(line, `a mutant must replace an answer cell, got "${of}"`);
		if (!(marks >= 0 && marks < points)) fail(line, `${mutant}: marks must be from 0 to below ${points}, got ${marks}`);
	}
	if (new Set(mutants.map((mutant) => mutant.name)).size < mutants.length)
		fail(0, "mutants must have names of their own");
	return {
		name,
		id: name.split("-")[0],
		title: { en: meta.en, zh: meta.zh },
		about: meta.about,
		lesson: meta.lesson,
		points,
		byHand: sum(graded.filter((part) => part.answer)),
		parts,
		mutants,
	};
}

function code(words, line, text, fail) {
	const [first, ...rest] = words;
	const values = Object.fromEntries(rest.filter((word) => word.includes("=")).map((word) => word.split("=")));
	const mutant = /^mutant=([\w-]+)$/.exec(first);
	if (mutant) {
		return { kind: "mutant", of: mutant[1], name: values.name, marks: Number(values.marks), line, text };
	}
	const unknown = rest.find((word) => word !== "answer" && !/^points=\d+$/.test(word));
	if (unknown) fail(line, `a cell takes answer and points=, got "${unknown}"`);
	const block = {
		kind: "code",
		id: first,
		line,
		text,
		rows: [],
		tags: [],
		answer: rest.includes("answer"),
		points: Number(values.points ?? 0),
	};
	if (block.answer !== SOLUTION.test(text)) {
		fail(line, `"${first}": an answer, and only that, must have "// BEGIN SOLUTION" and "// END SOLUTION"`);
	}
	if (HIDDEN.test(text) && (block.answer || block.points === 0)) {
		fail(line, `"${first}": hidden tests must stand in a cell with points`);
	}
	// What a test says may be long.
	checkLines({ ...block, tags: block.points > 0 && !block.answer ? ["check"] : [] }, fail);
	return block;
}

/** The instructor's version in one language. */
export function instructor(assignment, language) {
	const cells = [
		{
			cell_type: "markdown",
			id: "assignment",
			metadata: { nbgrader: mark("assignment", "markdown") },
			source: `# ${assignment.id} · ${assignment.title[language]}`,
		},
		...assignment.parts.map((part) => cell(part, language)),
	];
	return {
		cells,
		metadata: {
			kernelspec: { display_name: "TypeScript (Attention Lab)", language: "typescript", name: "attention-lab" },
			language_info: { file_extension: ".ts", mimetype: "text/typescript", name: "typescript" },
			title: assignment.title[language],
		},
		nbformat: 4,
		nbformat_minor: 5,
	};
}

/** The source of an answer cell as a reader would have it who wrote the reference solution. */
export function reference(part, language) {
	return align(
		speak(
			part.text.replace(SOLUTION, (_, solution) => solution.replace(/\n$/, "")),
			language,
		),
	);
}

/** A typical wrong answer's source. */
export function wrongAnswer(mutant, language) {
	return align(speak(mutant.text, language));
}

function cell(part, language) {
	if (part.kind === "prose") {
		return {
			cell_type: "markdown",
			id: part.id,
			metadata: { nbgrader: mark(part.id, "markdown") },
			source: part.text[language],
		};
	}
	return {
		cell_type: "code",
		execution_count: null,
		id: part.id,
		metadata: { nbgrader: mark(part.id, "code", part) },
		outputs: [],
		source: align(speak(part.text, language)),
	};
}

/** nbgrader's own words for a cell. */
function mark(grade_id, cell_type, { answer = false, points = 0 } = {}) {
	const grade = points > 0;
	const known = { cell_type, grade_id, schema_version: 3, task: false };
	return { ...known, grade, locked: !answer, solution: answer, ...(grade ? { points } : {}) };
}
