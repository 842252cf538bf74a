/** `node sanitize.mjs [--size N] [--seed N]`: the core compiled with AddressSanitizer and UBSan, under `torture.cc`. */
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { at, stamps } from "../../../tools/paths.mjs";
import { run } from "../../../tools/run.mjs";
import { digest, fresh, stamp } from "../../../tools/stamp.mjs";
import { findCompiler } from "../../../tools/steps/binding.mjs";
import { COMMON, CORE } from "../../../tools/steps/native.mjs";

const FLAGS = "-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all".split(" ");

const room = at("src", "native");
const driver = at("test", "src", "native", "torture.cc");
const product = join(room, "build", "sanitized", "torture");

const { values } = parseArgs({ options: { size: { type: "string" }, seed: { type: "string" } } });
const size = values.size ?? "1000";
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31));

await build();
console.log(`native, seed ${seed}`);
const child = spawn(product, [seed, size], { stdio: "inherit" });
child.on("close", (code) => {
	process.exitCode = code ?? 1;
});

async function build() {
	const { command, version } = findCompiler();
	const sources = readdirSync(room).filter((name) => /\.(cc|h)$/.test(name));
	const key = digest([version, ...FLAGS], [driver, ...sources.map((name) => join(room, name))]);
	if (fresh(stamps, "sanitized", key, [product])) return;
	const folder = join(room, "build", "sanitized");
	mkdirSync(folder, { recursive: true });
	const objects = await Promise.all(
		Object.entries({ ...CORE, [driver]: [] }).map(async ([name, flags], index) => {
			const object = join(folder, `${index}.o`);
			await run(command, [...COMMON, ...FLAGS, ...flags, "-c", name, "-o", object], { label: command, cwd: room });
			return object;
		}),
	);
	await run(command, [...FLAGS, ...objects, "-o", product, "-lpthread"], { label: command, cwd: room });
	stamp(stamps, "sanitized", key);
}
