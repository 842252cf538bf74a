#!/usr/bin/env node
/**
 * Writes the notebooks of both languages from the lessons.
 *
 *     node notebooks/tools/build.mjs             write what differs; outputs of unchanged cells stay
 *     node notebooks/tools/build.mjs --check     write nothing; exit 1 when a notebook is not what its lesson says
 *     --course DIR                               another folder with lessons/ in it
 */
import { parseArgs } from "node:util";
import { editions, isCurrent } from "./editions.mjs";
import { writeNotebook } from "./notebook.mjs";
import { keepOutputs } from "./outputs.mjs";

function main() {
	const { values } = parseArgs({ options: { check: { type: "boolean" }, course: { type: "string" } } });
	const differing = editions(values.course).filter((one) => !isCurrent(one));
	if (!values.check) {
		for (const { file, notebook, stored } of differing) writeNotebook(file, keepOutputs(notebook, stored));
		console.log(`${differing.length} notebooks written`);
		return;
	}
	for (const { name } of differing) {
		console.error(`${name}.ipynb: must be what its lesson says (node notebooks/tools/build.mjs)`);
	}
	if (differing.length) process.exitCode = 1;
	else console.log("notebooks are current");
}

try {
	main();
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
