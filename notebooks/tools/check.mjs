/** A student's own look at an assignment: which of the tests that are handed out hold, before anything is handed in. */
import path from "node:path";
import { readNotebook } from "./notebook.mjs";
import { runNotebooks } from "./runner.mjs";

const SECONDS = 60;

/** @returns whether every test of every file holds. */
export async function check(files) {
	const notebooks = files.map((file) => {
		const notebook = readNotebook(file);
		if (!notebook?.cells?.some(isTest)) throw new Error(`course: --check takes an assignment's notebook, got ${file}`);
		return { name: file, folder: path.dirname(path.resolve(file)), budget: SECONDS, notebook };
	});
	let holds = true;
	for await (const ran of runNotebooks(notebooks)) {
		console.log(ran.name);
		const results = ran.notebook.cells.filter(isTest).map(result);
		for (const { id, points, fault } of results) {
			console.log(`  ${fault ? "✘" : "✔"} ${id.padEnd(24)} ${String(points).padStart(3)}  ${fault ?? ""}`);
		}
		const sum = (rows) => rows.reduce((all, { points }) => all + points, 0);
		const byHand = sum(ran.notebook.cells.filter(isByHand).map(({ metadata }) => metadata.nbgrader));
		const reached = sum(results.filter(({ fault }) => !fault));
		console.log(
			`  ${reached} of ${sum(results)} points by the tests that you can see; ${byHand} more are given by hand`,
		);
		if (ran.died) console.log(`  the kernel ended: ${ran.died}`);
		holds &&= !ran.died && results.every(({ fault }) => !fault);
	}
	return holds;
}

const isTest = ({ metadata }) => metadata.nbgrader?.grade && !metadata.nbgrader.solution;
const isByHand = ({ metadata }) => metadata.nbgrader?.grade && metadata.nbgrader.solution;

function result({ outputs, execution_count, metadata: { nbgrader } }) {
	const error = outputs.find(({ output_type }) => output_type === "error");
	const fault = error ? error.evalue.split("\n")[0] : execution_count === null ? "was not run" : undefined;
	return { id: nbgrader.grade_id, points: nbgrader.points, fault };
}
