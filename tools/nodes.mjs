/**
 * `npm run nodes [-- 20 22 24 26]`: the kernel's tests under other versions of Node, each from its npm package, kernelspec
 * included. Versions are kept in `node_modules/.attention-lab`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { at, jupyterEnv, models, python, stamps } from "./paths.mjs";
import { ask, run, StepError } from "./run.mjs";
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
	const started = Date.now();
	const jest = [at("node_modules", "jest", "bin", "jest.js"), "test/kernel", "--json", `--outputFile=${report}`];
	spawnSync(node, jest, { cwd: at(), env, stdio: ["ignore", "inherit", "inherit"] });
	const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, "utf8"));
	const { stderr } = spawnSync(python, [at("test", "kernel", "conformance.py")], { cwd: at(), env, encoding: "utf8" });
	return {
		Node: ask(node, ["--version"]),
		passed: numPassedTests,
		failed: numFailedTests + numRuntimeErrorTestSuites,
		conformance: stderr.trim().split("\n").at(-1),
		minutes: Number(((Date.now() - started) / 60_000).toFixed(1)),
	};
}

/** The Node of a version; its npm package holds nothing but the program. */
async function nodeOf(version) {
	const folder = join(stamps, "nodes", version);
	const name = `node-${process.platform}-${process.arch}`;
	const node = join(folder, "node_modules", name, "bin", "node");
	if (!existsSync(node)) {
		mkdirSync(folder, { recursive: true });
		const words = ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
		await run("npm", [...words, `${name}@^${version}`], { label: `npm install ${name}@^${version}` });
	}
	return node;
}
