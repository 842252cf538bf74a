/** `npm run doctor`: what works here and why not. Nothing is installed; every backend is really run. */
import { existsSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { at, jupyterEnv, models, python, root, venv } from "./paths.mjs";
import { ask } from "./run.mjs";
import { findCompiler, isBound } from "./steps/binding.mjs";
import { findPython } from "./steps/python.mjs";
import { tensorflowFolder } from "./steps/tensorflow.mjs";

const env = { ...process.env, ...jupyterEnv, ATTENTION_LAB_MODELS: models, TF_CPP_MIN_LOG_LEVEL: "3" };
const fine = (text) => ({ mark: "✓", text });
const warn = (text, hint) => ({ mark: "!", text, hint });
const fail = (text, hint) => ({ mark: "✗", text, hint });
const SETUP = "npm run setup";

const checks = {
	Node: () =>
		Number(process.versions.node.split(".")[0]) >= 20
			? fine(process.versions.node)
			: fail(process.versions.node, "Node >= 20 is needed"),
	Disk: () => {
		const { bavail, bsize } = statfsSync(root);
		const free = (bavail * bsize) / 1e9;
		return free > 1
			? fine(`${free.toFixed(0)} GB free`)
			: warn(`${free.toFixed(1)} GB free`, "a first set-up needs about 5 GB");
	},
	Python: () => {
		if (existsSync(python)) return fine(`${ask(python, ["--version"])} in .venv`);
		const found = findPython();
		return warn(`Python ${found.version}, no .venv yet`, SETUP);
	},
	JupyterLab: () => {
		const versions = ask(python, [
			"-c",
			"import jupyterlab, notebook; print('JupyterLab', jupyterlab.__version__ + ', Notebook', notebook.__version__)",
		]);
		return versions ? fine(versions) : fail("not installed", SETUP);
	},
	Compiler: () => fine(findCompiler().version),
	TensorFlow: () => {
		if (!tensorflowFolder()) return warn("not installed", `${SETUP}; without it the WASM backend serves`);
		return isBound()
			? fine("installed, TensorFlow.js is bound to it")
			: warn("installed, TensorFlow.js is not bound to it", SETUP);
	},
	GPU: () => {
		const cards = ask("nvidia-smi", ["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]);
		return cards ? fine(cards.split("\n").join("; ")) : fine("no NVIDIA GPU: the CPU computes");
	},
	Model: () =>
		existsSync(join(models, "all-MiniLM-L6-v2", "model.safetensors"))
			? fine("all-MiniLM-L6-v2")
			: warn("all-MiniLM-L6-v2 is missing", SETUP),
	"Backend tensorflow": () => backend("tensorflow"),
	"Backend wasm": () => backend("wasm"),
	"Backend cpu": () => backend("cpu"),
	Kernelspec: () => {
		const place = join(venv, "share", "jupyter", "kernels", "attention-lab", "kernel.json");
		return existsSync(place) ? fine("attention-lab") : fail("attention-lab is not installed", SETUP);
	},
	Extension: () => {
		const list = ask(python, ["-m", "jupyterlab.labextensions", "list"], { env, stdio: ["ignore", "pipe", "pipe"] });
		const place = join(venv, "share", "jupyter", "labextensions", "@attention-lab", "jupyterlab", "package.json");
		return existsSync(place) && list !== undefined
			? fine("@attention-lab/jupyterlab")
			: fail("@attention-lab/jupyterlab is not installed", SETUP);
	},
	"Cells run on": () => {
		const told = ask(
			python,
			[at("tools", "ask_kernel.py"), "attention-lab", "console.log(JSON.stringify(attention.backendReport()))"],
			{ env },
		);
		if (!told) return fail("the kernel does not answer", "the lines above say why");
		const report = JSON.parse(told);
		return report.reason ? warn(describe(report), report.reason) : fine(describe(report));
	},
};

/** Runs a matrix product on the backend, in a process of its own. */
function backend(name) {
	const script = `
		const { chooseBackend } = require("@attention-lab/attention/backends");
		chooseBackend(${JSON.stringify(name)}).then((report) => {
			const tf = require("@tensorflow/tfjs-core");
			const n = 512, a = tf.randomUniform([n, n]);
			const times = [0, 1, 2].map(() => { const t = performance.now(); tf.matMul(a, a).dataSync(); return performance.now() - t; });
			console.log(JSON.stringify({ ...report, gflops: 2 * n ** 3 / Math.min(...times) / 1e6 }));
		}).catch((error) => { console.log(JSON.stringify({ error: error.message })); });`;
	const told = ask(process.execPath, ["-e", script], { env, timeout: 60_000 });
	if (!told) return fail("did not answer", SETUP);
	const report = JSON.parse(told.split("\n").at(-1));
	return report.error
		? warn(report.error.split("\n")[0])
		: fine(`${describe(report)}, ${report.gflops.toFixed(report.gflops < 10 ? 1 : 0)} GFLOP/s (matrix product of 512)`);
}

function describe({ name, tensorflow, threads, attention }) {
	const words = [
		name,
		tensorflow && `TensorFlow ${tensorflow}`,
		threads && `${threads} thread${threads > 1 ? "s" : ""}`,
	];
	return [...words, attention && `attention ${attention}`].filter(Boolean).join(", ");
}

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
	let row;
	try {
		row = check();
	} catch (error) {
		row = warn(error.message, error.hint);
	}
	if (row.mark === "✗") failed++;
	console.log(`${row.mark} ${name.padEnd(19)} ${row.text}${row.hint ? `  → ${row.hint}` : ""}`);
}
process.exitCode = failed ? 1 : 0;
