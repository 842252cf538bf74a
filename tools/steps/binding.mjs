import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { at, stamps } from "../paths.mjs";
import { ask, run, StepError } from "../run.mjs";
import { digest, fresh, stamp } from "../stamp.mjs";
import { tensorflowFolder } from "./tensorflow.mjs";

const COMPILERS = [process.env.CXX, "g++", "clang++", "c++"];
const addon = at("node_modules", "@tensorflow", "tfjs-node-gpu");
const product = join(addon, "lib", "napi-v8", "tfjs_binding.node");

/** The first C++ compiler that answers, `{ command, version }`. */
export function findCompiler() {
	for (const command of COMPILERS.filter(Boolean)) {
		const version = ask(command, ["--version"])?.split("\n")[0];
		if (version) return { command, version };
	}
	throw new StepError(
		"no C++ compiler was found (g++, clang++, c++)",
		"Debian/Ubuntu: apt install g++; macOS: xcode-select --install; or name one with CXX=/path/to/compiler.",
	);
}

/**
 * Compiles the two source files of `@tensorflow/tfjs-node-gpu` against the TensorFlow that is installed in `.venv`, in
 * place of the 2.9.1 that its own install script would download.
 */
export const binding = {
	title: "TensorFlow.js on TensorFlow",
	optional: "the WASM backend serves instead",
	async run({ force }) {
		if (process.platform === "win32") {
			throw new StepError("binding to TensorFlow is not supported on Windows", "Use WSL 2 for native speed.");
		}
		const folder = tensorflowFolder();
		if (!folder) throw new StepError("TensorFlow is not installed", "See the step before.");
		const { command, version } = findCompiler();
		const key = digest(
			[version, folder, process.arch],
			[join(addon, "package.json"), join(folder, "include", "tensorflow", "core", "public", "release_version.h")],
		);
		if (!force && fresh(stamps, "binding", key, [product])) return "up to date";
		mkdirSync(join(addon, "lib", "napi-v8"), { recursive: true });
		const half = `${product}.half`;
		await run(command, [...compileFlags(folder), "-o", half, ...linkFlags(folder)], {
			label: command,
			cwd: addon,
			hints: [
				[
					/cannot find -l|No such file or directory/,
					"The TensorFlow wheel is incomplete: delete .venv and run the command again.",
				],
			],
		});
		renameSync(half, product);
		stamp(stamps, "binding", key);
		return version;
	},
};

function compileFlags(folder) {
	const headers = at("node_modules", "node-api-headers", "include");
	return [
		..."-w -O2 -shared -fPIC -std=c++17 -D_GLIBCXX_USE_CXX11_ABI=1 -DEIGEN_MAX_ALIGN_BYTES=64".split(" "),
		`-I${join(folder, "include")}`,
		`-I${headers}`,
		join("binding", "tfjs_backend.cc"),
		join("binding", "tfjs_binding.cc"),
	];
}

function linkFlags(folder) {
	if (process.platform === "darwin") {
		const libraries = ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"].map((name) => join(folder, name));
		return [...libraries, "-undefined", "dynamic_lookup", `-Wl,-rpath,${folder}`];
	}
	return [`-L${folder}`, "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2", `-Wl,-rpath,${folder}`];
}

export const isBound = () => existsSync(product);
