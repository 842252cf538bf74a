/** Our column of the table "Beside other kernels", from tests that are run for it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { at, jupyterEnv, python } from "../../tools/paths.mjs";
import { isBound } from "../../tools/steps/binding.mjs";
import table from "../kernel/matrix/matrix.cjs";

const README = at("kernel", "README.md");

export function matrix({ write = false } = {}) {
	const faults = table.faults(table.passedTests(unit(), conformance()));
	if (faults.length) throw new Error(`the matrix claims what no test shows:\n  ${faults.join("\n  ")}`);
	if (write) {
		const text = readFileSync(README, "utf8");
		writeFileSync(README, text.replace(/^\| feature \|.*\n(\|.*\n)+/m, `${table.table()}\n`));
	}
	return { text: table.table() };
}

function unit() {
	const folder = mkdtempSync(join(tmpdir(), "matrix-"));
	const report = join(folder, "unit.json");
	try {
		const jest = at("node_modules", "jest", "bin", "jest.js");
		run(process.execPath, [jest, at("test", "kernel"), "--json", `--outputFile=${report}`, "--silent"]);
		return JSON.parse(readFileSync(report, "utf8"));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function conformance() {
	return run(python, [at("test", "kernel", "conformance.py"), "-v"]);
}

/** What a command writes, whether its tests pass or not. */
function run(command, args) {
	const env = { ATTENTION_LAB_EXPECT_BACKEND: isBound() ? "tensorflow" : "wasm", ...process.env, ...jupyterEnv };
	const { stderr, error } = spawnSync(command, args, { cwd: at(), env, encoding: "utf8", maxBuffer: 2 ** 28 });
	if (error) throw error;
	return stderr;
}
