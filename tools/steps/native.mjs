import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { at, stamps } from "../paths.mjs";
import { run, StepError } from "../run.mjs";
import { digest, fresh, stamp } from "../stamp.mjs";
import { findCompiler } from "./binding.mjs";
import { tensorflowFolder } from "./tensorflow.mjs";

const room = at("src", "native");
const product = join(room, "build", "attention.node");
const library = join(room, "build", "libattention.so");

export const COMMON = "-O3 -std=c++17 -fPIC -fno-math-errno -fno-trapping-math".split(" ");
const AVX512 = "-mavx512f -mavx512bw -mavx512dq -mavx512vl -mfma -mprefer-vector-width=512".split(" ");

/** Each file of the core with the instruction set that it may use. The processor's own is asked for at run time. */
export const CORE = {
	"attention.cc": [],
	"scalar.cc": [],
	"path-base.cc": [],
	...(process.arch === "x64"
		? {
				"path-avx2.cc": ["-mavx2", "-mfma"],
				"path-avx512.cc": AVX512,
				"path-avx512bf16.cc": [...AVX512, "-mavx512bf16"],
			}
		: {}),
};

/** Compiles the attention core, and the operation around it, against the TensorFlow in `.venv`. */
export const native = {
	title: "Attention core",
	optional: "attention runs as several TensorFlow.js operations instead",
	async run({ force }) {
		if (process.platform === "win32")
			throw new StepError("the core is not built on Windows", "Use WSL 2 for native speed.");
		const folder = tensorflowFolder();
		if (!folder) throw new StepError("TensorFlow is not installed", "See the steps before.");
		const { command, version } = findCompiler();
		const key = digest(
			[version, folder, process.arch],
			readdirSync(room)
				.filter((name) => /\.(cc|h)$/.test(name))
				.map((name) => join(room, name)),
		);
		if (!force && fresh(stamps, "native", key, [product, library])) return "up to date";
		mkdirSync(join(room, "build"), { recursive: true });
		const compile = (flags) => run(command, flags, { label: command, cwd: room });
		const objects = Object.entries(CORE).map(([name, flags]) => [
			name,
			flags,
			join("build", name.replace(".cc", ".o")),
		]);
		for (const [name, flags, object] of objects) await compile([...COMMON, ...flags, "-c", name, "-o", object]);
		const half = `${product}.half`;
		await compile([
			...opFlags(folder),
			"op.cc",
			...objects.map(([, , object]) => object),
			"-o",
			half,
			...linkFlags(folder),
		]);
		renameSync(half, product);
		// The core alone, for other languages and for the tests.
		await compile(["-shared", "-o", library, ...objects.map(([, , object]) => object), "-lpthread"]);
		stamp(stamps, "native", key);
		return version;
	},
};

function opFlags(folder) {
	const flags = "-w -O2 -DNDEBUG -shared -fPIC -std=c++17 -D_GLIBCXX_USE_CXX11_ABI=1 -DEIGEN_MAX_ALIGN_BYTES=64";
	return [
		...flags.split(" "),
		`-I${join(folder, "include")}`,
		`-I${at("node_modules", "node-api-headers", "include")}`,
	];
}

function linkFlags(folder) {
	if (process.platform === "darwin") {
		return [join(folder, "libtensorflow_framework.2.dylib"), "-undefined", "dynamic_lookup", `-Wl,-rpath,${folder}`];
	}
	return [`-L${folder}`, "-l:libtensorflow_framework.so.2", `-Wl,-rpath,${folder}`];
}
