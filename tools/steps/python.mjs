import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { at, grading, python, pythonStamps, tracking, venv, windows } from "../paths.mjs";
import { ask, run, StepError } from "../run.mjs";
import { digest, fresh, stamp } from "../stamp.mjs";

const CANDIDATES = [process.env.PYTHON, "python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"];
const VERSION = "import sys; print('%d.%d' % sys.version_info[:2])";

/** The first Python >= 3.10 on the PATH, `{ command, version }`. */
export function findPython() {
	const seen = [];
	for (const command of CANDIDATES.filter(Boolean)) {
		const version = ask(command, ["-c", VERSION]);
		if (!version) continue;
		const [major, minor] = version.split(".").map(Number);
		if (major === 3 && minor >= 10) return { command, version };
		seen.push(`${command} is ${version}`);
	}
	throw new StepError(
		`Python >= 3.10 was not found${seen.length ? ` (${seen.join(", ")})` : ""}`,
		"Debian/Ubuntu: apt install python3 python3-venv; macOS: brew install python; or name one with PYTHON=/path/to/python.",
	);
}

/** Where the environment keeps its packages, told from its folders: asking Python would take longer. */
export function sitePackages() {
	if (windows) return join(venv, "Lib", "site-packages");
	const lib = join(venv, "lib");
	const version = existsSync(lib) ? readdirSync(lib).find((name) => name.startsWith("python")) : undefined;
	return join(lib, version ?? "python", "site-packages");
}

/** Installs a requirements file or a list of requirements into the environment. */
export function pip(args, options = {}) {
	const cache = process.env.PIP_CACHE_DIR ? [] : ["--no-cache-dir"];
	return run(python, ["-m", "pip", "install", "--disable-pip-version-check", ...cache, ...args], {
		label: "pip install",
		hints: [
			[
				/No matching distribution|Could not find a version/,
				"This version of Python has no such package, or the package registry cannot be reached.",
			],
		],
		...options,
	});
}

/** `.venv` with JupyterLab, Notebook, nbclient and nbconvert. */
export const pythonEnvironment = {
	title: "Python environment",
	async run({ force }) {
		if (!existsSync(python) || !ask(python, ["-m", "pip", "--version"])) await createVenv();
		const key = digest([ask(python, ["-c", VERSION])], [at("tools", "requirements.txt")]);
		if (!force && fresh(pythonStamps, "python", key, [jupyterCommand])) return "up to date";
		await pip(["-r", at("tools", "requirements.txt")]);
		stamp(pythonStamps, "python", key);
		const lab = readFileSync(at("tools", "requirements.txt"), "utf8").match(/jupyterlab==(.*)/)[1];
		return `Python ${ask(python, ["-c", VERSION])}, JupyterLab ${lab}`;
	},
};

export const jupyterCommand = windows ? join(venv, "Scripts", "jupyter.exe") : join(venv, "bin", "jupyter");

async function createVenv() {
	const { command, version } = findPython();
	rmSync(venv, { recursive: true, force: true });
	await run(command, ["-m", "venv", venv], {
		label: `${command} -m venv`,
		hints: [
			[
				/ensurepip|No module named venv/,
				`This Python has no venv module. Debian/Ubuntu: apt install python${version}-venv (or python3-venv), then run the command again.`,
			],
		],
	});
}

/** What only the tests need. */
export const pythonTestTools = {
	title: "Python test tools",
	async run({ force }) {
		const key = digest([], [at("tools", "requirements-test.txt")]);
		if (!force && fresh(pythonStamps, "python-test", key, [python])) return "up to date";
		await pip(["-r", at("tools", "requirements-test.txt")]);
		stamp(pythonStamps, "python-test", key);
		return "jupyter_kernel_test";
	},
};

/**
 * Packages in a folder of their own: in the environment they would put their menus into everybody's JupyterLab, or change what
 * it needs. What they share with JupyterLab and TensorFlow they find there, so their own needs are listed by name.
 */
function besides({ name, folder, proof, done }) {
	return async ({ force }) => {
		const requirements = at("tools", `requirements-${name}.txt`);
		const key = digest([ask(python, ["-c", VERSION])], [requirements]);
		if (!force && fresh(pythonStamps, name, key, [join(folder, proof)])) return "up to date";
		rmSync(folder, { recursive: true, force: true });
		await pip(["--no-deps", "--target", folder, "-r", requirements]);
		stamp(pythonStamps, name, key);
		return done;
	};
}

export const gradingTools = {
	title: "Grading tools",
	run: besides({ name: "grading", folder: grading, proof: "nbgrader", done: "nbgrader" }),
};

/** For the lesson on instruments. */
export const trackingTools = {
	title: "Tracking tools",
	optional: "the lesson on instruments will say that they are missing",
	run: besides({ name: "tracking", folder: tracking, proof: "wandb", done: "wandb, tensorboard" }),
};
