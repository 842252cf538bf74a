/** `node torch.mjs --torch PYTHON [--size N] [--seed N]`: attention beside the PyTorch of that Python, `torch.live.ts`. */
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { at } from "../../../tools/paths.mjs";
import { isBound } from "../../../tools/steps/binding.mjs";

const text = { type: "string" };
const { values } = parseArgs({ options: { torch: text, size: text, seed: text } });
if (!values.torch) throw new Error("npm run torture -- torch: it needs --torch and a Python that has PyTorch");
const env = {
	TF_CPP_MIN_LOG_LEVEL: "3",
	...process.env,
	ATTENTION_LAB_EXPECT_BACKEND: isBound() ? "tensorflow" : "wasm",
	ATTENTION_LAB_TORCH: values.torch,
	ATTENTION_LAB_DRAWS: values.size ?? "300",
	ATTENTION_LAB_SEED: values.seed ?? String(Math.floor(Math.random() * 2 ** 31)),
};
const words = [at("node_modules", "jest", "bin", "jest.js"), "-w", "1", "--testMatch", "**/attend/torch.live.ts"];
const child = spawn(process.execPath, words, { cwd: at(), env, stdio: "inherit" });
child.on("close", (code) => {
	process.exitCode = code ?? 1;
});
