/** nbgrader in a course's folder, with the environment's Python and nothing of the user's settings. */
import { spawn } from "node:child_process";
import path from "node:path";
import { grading, models, python } from "../../tools/paths.mjs";

/** @returns what it printed; throws its words when it fails. */
export async function nbgrader(folder, ...words) {
	const { code, stdout, stderr } = await run(folder, ["-m", "nbgrader", ...words]);
	if (code !== 0 || /ERROR/.test(stderr)) throw new Error(`nbgrader ${words.join(" ")}:\n${stderr.slice(-4000)}`);
	return stdout;
}

/** {"student": {"cell": score}} of an assignment that is graded. */
export async function marks(folder, assignment) {
	const { code, stdout, stderr } = await run(folder, [path.join(import.meta.dirname, "marks.py"), assignment]);
	if (code !== 0) throw new Error(`the marks of ${assignment} cannot be read:\n${stderr}`);
	return JSON.parse(stdout);
}

async function run(folder, words) {
	const settings = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"];
	const child = spawn(python, words, {
		cwd: folder,
		stdio: ["ignore", "pipe", "pipe"],
		env: {
			ATTENTION_LAB_MODELS: models,
			...process.env,
			...Object.fromEntries(settings.map((name) => [name, path.join(folder, ".jupyter", name)])),
			JUPYTER_PREFER_ENV_PATH: "1",
			PYTHONPATH: grading,
			PYTHONWARNINGS: "ignore",
			// nbgrader calls its data base's tool by name.
			PATH: [path.join(grading, "bin"), process.env.PATH].join(path.delimiter),
		},
	});
	let [stdout, stderr] = ["", ""];
	child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
	child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
	const code = await new Promise((done, failed) => child.once("error", failed).once("close", done));
	return { code, stdout, stderr };
}
