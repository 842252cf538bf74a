/**
 * `npm run nodes [-- 20 22 24 26]`: the kernel's tests under other versions of Node, each from its npm package, kernelspec
 * included. Versions are kept in `node_modules/.attention-lab`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { npm } from "./npm.mjs";
import { at, jupyterEnv, models, python, stamps } from "./paths.mjs";
import { ask, StepError } from "./run.mjs";
import { main, setup } from "./setup.mjs";
import { isBound } from "./steps/binding.mjs";
import { testSteps } from "./steps/index.mjs";

const VERSIONS = ["20", "22", "24", "26"];

await main(async () => {
	const asked = process.argv.slice(2);
	const unknown = asked.filter((word) => !/^\d+(\.\d+){0,2}$/.test(word));
	if (unknown.length) throw new Error(`npm run nodes: a version must look like 22 or 22.11.0, got ${unknown}`);
	await setup({ wanted: testSteps });
	const rows = [];
	for (const version of asked.length ? asked : VERSIONS) rows.push(await tested(version));
	console.table(rows);
	return rows.some(({ failed, conformance }) => failed > 0 || conformance !== "OK") ? 1 : 0;
});

async function tested(version) {
	const node = await nodeOf(version);
	const prefix = join(stamps, "nodes", version, "prefix");
	const install = [at("kernel", "lib", "install.js"), "--prefix", prefix];
	if (spawnSync(node, install).status !== 0)
		throw new StepError(`the kernelspec cannot be written under Node ${version}`);
	const env = {
		...process.env,
		...jupyterEnv,
		JUPYTER_PATH: join(prefix, "share", "jupyter"),
		ATTENTION_LAB_MODELS: models,
		ATTENTION_LAB_EXPECT_BACKEND: isBound() ? "tensorflow" : "wasm",
	};
	const report = join(stamps, "nodes", version, "report.json");
	// One of an earlier run would hide that this one crashed.
	rmSync(report, { force: true });
	const started = Date.now();
	const jest = [at("node_modules", "jest", "bin", "jest.js"), "test/kernel", "--json", `--outputFile=${report}`];
	const { status } = spawnSync(node, jest, { cwd: at(), env, stdio: ["ignore", "inherit", "inherit"] });
	const { passed, failed } = outcomes(report, status);
	const { stderr } = spawnSync(python, [at("test", "kernel", "conformance.py")], { cwd: at(), env, encoding: "utf8" });
	const conformance = stderr.trim().split("\n").at(-1);
	for (const name of [...failed, ...(stderr.match(/^(FAIL|ERROR): .*/gm) ?? [])])
		console.log(`✗ Node ${version}: ${name}`);
	const minutes = Number(((Date.now() - started) / 60_000).toFixed(1));
	return { Node: ask(node, ["--version"]), passed, failed: failed.length, conformance, minutes };
}

/** How many tests passed, and the names of those that failed; a run that crashed failed, too. */
function outcomes(report, status) {
	const crash = `jest ended with exit status ${status}`;
	if (!existsSync(report)) return { passed: 0, failed: [`${crash} and left no report`] };
	const { numPassedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
	const failed = testResults.flatMap(({ name, status: suite, assertionResults }) => {
		const names = assertionResults.filter((test) => test.status === "failed").map(({ fullName }) => fullName);
		const whole = suite === "failed" && names.length === 0 ? ["the file does not run"] : [];
		return [...names, ...whole].map((words) => `${relative(at(), name)}: ${words}`);
	});
	return { passed: numPassedTests, failed: failed.length || status === 0 ? failed : [crash] };
}

/** The Node of a version; its npm package holds nothing but the program. */
async function nodeOf(version) {
	const folder = join(stamps, "nodes", version);
	const name = `node-${process.platform}-${process.arch}`;
	const node = join(folder, "node_modules", name, "bin", "node");
	if (!existsSync(node)) {
		mkdirSync(folder, { recursive: true });
		const words = ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
		await npm([...words, `${name}@^${version}`], { label: `npm install ${name}@^${version}` });
	}
	return node;
}
