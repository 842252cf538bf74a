#!/usr/bin/env node
/**
 * Puts the assignments through nbgrader: the reference solution must get every mark that is given without a hand, an
 * untouched notebook none, and each typical wrong answer exactly the marks that stand beside it.
 *
 *     node notebooks/tools/grade.mjs             all of them, both languages
 *     node notebooks/tools/grade.mjs G1 G4       these
 *     --language en        one language          --json FILE     the report as data
 *     --release            instead: write what students get, notebooks/assignments/LANGUAGE/release
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { instructor, reference, wrongAnswer } from "./assignment.mjs";
import { assignments, CONFIGURATION } from "./assignments.mjs";
import { marks, nbgrader } from "./nbgrader.mjs";
import { readNotebook, writeNotebook } from "./notebook.mjs";
import { LANGUAGES } from "./places.mjs";
import { runTool } from "./run-tool.mjs";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { language: { type: "string" }, json: { type: "string" }, release: { type: "boolean" } },
});

await runTool(main);

async function main() {
	const all = assignments();
	const chosen = all.filter(({ assignment: { id } }) => !positionals.length || positionals.includes(id));
	if (!chosen.length || positionals.some((id) => !all.some(({ assignment }) => assignment.id === id))) {
		const known = [...new Set(all.map(({ assignment }) => assignment.id))].join(", ");
		throw new Error(`grade: an assignment must be one of ${known || "none yet"}, got ${positionals.join(", ")}`);
	}
	const languages = LANGUAGES.filter((language) => !values.language || language === values.language);
	if (!values.release) console.log("assignment   handed in                          marks  must be  seconds");
	const jobs = languages.flatMap((language) =>
		chosen.map(({ assignment, release }) => [assignment, language, release[language]]),
	);
	const reports = await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, () => work(jobs)));
	const report = reports.flat();
	if (values.json) writeFileSync(values.json, `${JSON.stringify({ answers: report }, null, 1)}\n`);
	if (values.release) return;
	const failed = report.filter(({ ok }) => !ok).length;
	console.log(`${report.length - failed} of ${report.length} answers got the marks they earned`);
	if (failed) process.exitCode = 1;
}

/** Takes jobs until none is left: nbgrader itself runs one notebook after another, and a machine has more than one core. */
async function work(jobs) {
	const done = [];
	for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) done.push(...(await grade(...job)));
	return done;
}

async function grade(assignment, language, released) {
	const folder = mkdtempSync(path.join(tmpdir(), "attention-lab-grade-"));
	const started = performance.now();
	try {
		const { id, name } = assignment;
		const file = (...parts) => path.join(folder, ...parts, `${name}.ipynb`);
		writeFileSync(path.join(folder, "nbgrader_config.py"), CONFIGURATION);
		writeNotebook(file("source", id), instructor(assignment, language));
		await nbgrader(folder, "generate_assignment", id);
		const release = readNotebook(file("release", id));
		if (values.release) {
			mkdirSync(path.dirname(released), { recursive: true });
			cpSync(file("release", id), released);
			console.log(`${id} ${language}`.padEnd(12), "released");
			return [];
		}
		const wanted = handIns(assignment, language);
		for (const { student, answers } of wanted)
			writeNotebook(file("submitted", student, id), answered(release, answers));
		await nbgrader(folder, "autograde", id);
		const given = await marks(folder, id);
		const seconds = (performance.now() - started) / 1000 / wanted.length;
		return wanted.map(({ student, must }) => judged(assignment, language, student, must, given[student], seconds));
	} finally {
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** Who hands in what, and the marks it must get. */
function handIns({ parts, mutants, points, byHand }, language) {
	const right = Object.fromEntries(
		parts.filter(({ answer }) => answer).map((part) => [part.id, reference(part, language)]),
	);
	return [
		{ student: "reference", answers: right, must: points - byHand },
		{ student: "untouched", answers: {}, must: 0 },
		...mutants.map((mutant) => ({
			student: mutant.name,
			answers: { ...right, [mutant.of]: wrongAnswer(mutant, language) },
			must: mutant.marks,
		})),
	];
}

/** The released notebook with answers in it. nbgrader keeps a cell's id in `grade_id`. */
function answered(release, answers) {
	const cells = release.cells.map((cell) => {
		const answer = answers[cell.metadata.nbgrader?.grade_id];
		return answer === undefined ? cell : { ...cell, source: answer };
	});
	return { ...release, cells };
}

function judged({ id }, language, student, must, cells, seconds) {
	const got = Object.values(cells ?? {}).reduce((sum, score) => sum + score, 0);
	const ok = cells !== undefined && got === must;
	const row = [`${id} ${language}`.padEnd(12), student.padEnd(32), String(got).padStart(7), String(must).padStart(8)];
	console.log(`${row.join(" ")} ${seconds.toFixed(1).padStart(8)} ${ok ? "" : ` FAILED ${JSON.stringify(cells)}`}`);
	return { assignment: id, language, student, got, must, ok, cells };
}
