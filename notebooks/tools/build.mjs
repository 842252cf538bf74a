#!/usr/bin/env node
/**
 * Writes the notebooks of both languages from the lessons, the instructor's assignments, and the pages around them.
 *
 *     node notebooks/tools/build.mjs             write what differs; outputs of unchanged cells stay
 *     node notebooks/tools/build.mjs --check     write nothing; exit 1 when a notebook is not what its lesson says
 *     --course DIR                               another folder with lessons/ in it
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { at } from "../../tools/paths.mjs";
import { instructor } from "./assignment.mjs";
import { assignments } from "./assignments.mjs";
import { editions, isCurrent } from "./editions.mjs";
import { format, writeNotebook } from "./notebook.mjs";
import { keepOutputs } from "./outputs.mjs";
import { isWritten, pages } from "./pages.mjs";
import { LANGUAGES } from "./places.mjs";
import { runTool } from "./run-tool.mjs";

function main() {
	const { values } = parseArgs({ options: { check: { type: "boolean" }, course: { type: "string" } } });
	const all = editions(values.course);
	const differing = all.filter((one) => !isCurrent(one));
	// What stands around the lessons is this course's own.
	const around = (values.course ? [] : [...pages(all, assignments()), ...instructors()]).filter(
		(page) => !isWritten(page),
	);
	if (!values.check) {
		for (const { file, notebook, stored } of differing) writeNotebook(file, keepOutputs(notebook, stored));
		for (const { file, text } of around) {
			mkdirSync(path.dirname(file), { recursive: true });
			writeFileSync(file, text);
		}
		console.log(`${differing.length} notebooks and ${around.length} pages written`);
		return;
	}
	const stale = [
		...differing.map(({ name }) => `${name}.ipynb`),
		...around.map(({ file }) => path.relative(at(), file)),
	];
	for (const file of stale) {
		console.error(`${file}: must be what its source says (node notebooks/tools/build.mjs)`);
	}
	if (stale.length) process.exitCode = 1;
	else console.log("notebooks are current");
}

function instructors() {
	return assignments().flatMap(({ assignment, source }) =>
		LANGUAGES.map((language) => ({ file: source[language], text: format(instructor(assignment, language)) })),
	);
}

await runTool(main);
