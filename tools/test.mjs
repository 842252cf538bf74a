/** `npm test [-- suite …]`: from a fresh checkout to every suite run, each counted, none skipped in silence. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { at, jupyterEnv, models, python } from "./paths.mjs";
import { main, setup } from "./setup.mjs";
import { isBound } from "./steps/binding.mjs";
import { testSteps } from "./steps/index.mjs";

const results = at("test-results");
const courseTool = (name) => [process.execPath, at("notebooks", "tools", `${name}.mjs`)];
const bin = (...parts) => [process.execPath, at("node_modules", ...parts)];

/** Each suite writes a report of its own kind; `count` reads `[passed, failed]` out of it. */
const suites = {
	lint: {
		command: [...bin("@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings"],
		count: (_, code) => (code === 0 ? [1, 0] : [0, 1]),
	},
	unit: {
		command: [...bin("jest", "bin", "jest.js"), "--json", `--outputFile=${at("test-results", "unit.json")}`],
		count: () => {
			const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = report("unit");
			return [numPassedTests, numFailedTests + numRuntimeErrorTestSuites];
		},
	},
	conformance: {
		command: [python, at("test", "kernel", "conformance.py"), "-v"],
		count: (output, code) => {
			const ran = Number(output.match(/Ran (\d+) tests?/)?.[1] ?? 0);
			const failed = [...output.matchAll(/(?:failures|errors)=(\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0);
			const skipped = Number(output.match(/skipped=(\d+)/)?.[1] ?? 0);
			return [ran - failed - skipped, code === 0 ? failed : Math.max(1, failed)];
		},
	},
	matrix: {
		command: [process.execPath, at("test", "kernel", "matrix", "check.mjs")],
		count: (output) =>
			output
				.match(/(\d+) rows, (\d+) faults/)
				.slice(1)
				.map(Number),
	},
	notebooks: {
		command: [...courseTool("course"), "--brief", "--json", at("test-results", "notebooks.json")],
		count: () => countOk(report("notebooks").notebooks),
	},
	assignments: {
		command: [...courseTool("grade"), "--language", "en", "--json", at("test-results", "assignments.json")],
		count: () => countOk(report("assignments").answers),
	},
	page: {
		command: [...bin("@playwright", "test", "cli.js"), "test", "--config", at("test", "page", "playwright.config.ts")],
		env: { PLAYWRIGHT_JSON_OUTPUT_NAME: at("test-results", "page.json") },
		count: () => countBrowser("page"),
	},
	browser: {
		command: [...bin("@playwright", "test", "cli.js"), "test", "--config", at("test", "e2e", "playwright.config.ts")],
		env: { PLAYWRIGHT_JSON_OUTPUT_NAME: at("test-results", "browser.json") },
		count: () => countBrowser("browser"),
	},
};

function report(suite) {
	return JSON.parse(readFileSync(at("test-results", `${suite}.json`), "utf8"));
}

function countOk(entries) {
	const good = entries.filter(({ ok }) => ok).length;
	return [good, entries.length - good];
}

function countBrowser(name) {
	const { stats } = report(name);
	return [stats.expected, stats.unexpected + stats.flaky];
}

await main(async () => {
	const chosen = process.argv.slice(2).filter((word) => word in suites);
	const unknown = process.argv.slice(2).filter((word) => !(word in suites));
	if (unknown.length)
		throw new Error(`npm test: a suite must be one of ${Object.keys(suites).join(", ")}, got ${unknown}`);
	await setup({ wanted: testSteps });
	rmSync(results, { recursive: true, force: true });
	mkdirSync(results, { recursive: true });
	const env = { ATTENTION_LAB_MODELS: models, ATTENTION_LAB_EXPECT_BACKEND: isBound() ? "tensorflow" : "wasm" };
	console.log(`The tests expect the backend "${env.ATTENTION_LAB_EXPECT_BACKEND}".`);
	const rows = [];
	for (const name of chosen.length ? chosen : Object.keys(suites)) rows.push(await runSuite(name, env));
	return summary(rows);
});

async function runSuite(name, env) {
	console.log(`\n── ${name} ${"─".repeat(60 - name.length)}`);
	const started = Date.now();
	const { command, count, env: own = {} } = suites[name];
	const { output, code } = await tee(command, { ...process.env, ...jupyterEnv, ...env, ...own });
	writeFileSync(at("test-results", `${name}.txt`), output);
	let [passed, failed] = [0, 1];
	try {
		[passed, failed] = count(output, code);
	} catch (error) {
		console.error(`${name}: no report: ${error.message}`);
	}
	if (failed === 0 && (code !== 0 || passed === 0)) failed = 1;
	return { name, passed, failed, seconds: (Date.now() - started) / 1000 };
}

function tee([command, ...args], env) {
	return new Promise((resolve) => {
		let output = "";
		const child = spawn(command, args, { cwd: at(), env, stdio: ["ignore", "pipe", "pipe"] });
		const pass = (to) => (chunk) => {
			output += chunk;
			to.write(chunk);
		};
		child.stdout.on("data", pass(process.stdout));
		child.stderr.on("data", pass(process.stderr));
		child.on("error", (error) => resolve({ output: error.message, code: 127 }));
		child.on("close", (code) => resolve({ output, code: code ?? 1 }));
	});
}

function summary(rows) {
	console.log("");
	for (const { name, passed, failed, seconds } of rows) {
		console.log(
			`${failed ? "✗" : "✓"} ${name.padEnd(12)} ${String(passed).padStart(4)} passed  ${String(failed).padStart(3)} failed  ${seconds.toFixed(0).padStart(4)} s`,
		);
	}
	const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
	console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
	return sum("failed") ? 1 : 0;
}
