import { existsSync } from "node:fs";
import { join } from "node:path";
import { at, pythonStamps } from "../paths.mjs";
import { ask, StepError } from "../run.mjs";
import { digest, fresh, stamp } from "../stamp.mjs";
import { pip, sitePackages } from "./python.mjs";

/** "tensorflow[and-cuda]" where the driver of an NVIDIA GPU answers, else the CPU build. */
export function tensorflowRequirement() {
	const cuda = process.platform === "linux" && ask("nvidia-smi", ["-L"])?.includes("GPU");
	const name = cuda ? "tensorflow[and-cuda]" : process.platform === "linux" ? "tensorflow-cpu" : "tensorflow";
	return `${name}==2.21.*`;
}

/** The folder of the installed wheel, or undefined. */
export function tensorflowFolder() {
	const folder = join(sitePackages(), "tensorflow");
	return existsSync(join(folder, "include", "tensorflow", "c", "c_api.h")) ? folder : undefined;
}

/** TensorFlow's own wheel: its C library is what TensorFlow.js is bound to. */
export const tensorflow = {
	title: "TensorFlow",
	optional: "the WASM backend serves instead",
	async run({ force }) {
		const requirement = tensorflowRequirement();
		const key = digest([requirement]);
		const folder = tensorflowFolder();
		if (!force && folder && fresh(pythonStamps, "tensorflow", key, [folder])) return "up to date";
		await pip([requirement]);
		if (!tensorflowFolder()) {
			throw new StepError(
				`${requirement} brought no include/tensorflow/c/c_api.h below ${at(".venv")}`,
				"TensorFlow 2.21 has wheels for Python 3.10 to 3.13 on Linux and macOS: name one with PYTHON=/path/to/python and delete .venv.",
			);
		}
		stamp(pythonStamps, "tensorflow", key);
		return requirement;
	},
};
