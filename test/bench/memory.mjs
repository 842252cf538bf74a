/**
 * What a forward and a backward hold at most, beside the size of their inputs and outputs: each case in a process of its own,
 * by its highest resident memory. Linux only.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const CASES = [
	{ backend: "tensorflow", L: 32768, H: 8, D: 64 },
	{ backend: "tensorflow", L: 8192, H: 8, D: 64 },
	{ backend: "wasm", L: 8192, H: 1, D: 64 },
	{ backend: "cpu", L: 2048, H: 1, D: 32 },
];

export async function memory() {
	const rows = CASES.map((one) => {
		const words = ["--expose-gc", fileURLToPath(import.meta.url), JSON.stringify(one)];
		const { stdout, status } = spawnSync(process.execPath, words, {
			encoding: "utf8",
			stdio: ["ignore", "pipe", "ignore"],
		});
		if (status !== 0) throw new Error(`${JSON.stringify(one)} ended with ${status}`);
		return JSON.parse(stdout.trim().split("\n").at(-1));
	});
	return { rows };
}

function status(key) {
	return Number(new RegExp(`${key}:\\s*(\\d+)`).exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
}

async function measureHere({ backend, L, H, D }) {
	const { createRequire } = await import("node:module");
	const require = createRequire(import.meta.url);
	const report = await require("@attention-lab/attention/backends").chooseBackend(backend);
	const tf = require("@tensorflow/tfjs-core");
	const { scaledDotProductAttention } = require("@attention-lab/attention");
	const size = (8 * H * L * D * 4) / 2 ** 20;
	const step = (length) => {
		// Made by an operation: an engine takes over what JavaScript made only when it is first used.
		const draw = (seed) => tf.add(tf.randomUniform([1, H, length, D], -1, 1, "float32", seed), 0);
		const given = [1, 2, 3, 4].map((seed) => tf.tidy(() => draw(seed)));
		globalThis.gc();
		// From here on, the highest is what it is now.
		writeFileSync("/proc/self/clear_refs", "5");
		const before = status("VmRSS");
		const began = performance.now();
		const [q, k, v, dOut] = given;
		const { value, grads } = tf.valueAndGrads(scaledDotProductAttention)([q, k, v], dOut);
		const seconds = (performance.now() - began) / 1000;
		const grown = status("VmHWM") - before;
		tf.dispose([given, value, grads]);
		return { seconds, grown };
	};
	step(128);
	// q, k, v and the output's gradient are there before; the output and three gradients come.
	const { seconds, grown } = step(L);
	const held = size / 2 + grown;
	console.log(
		JSON.stringify({
			case: `${backend}, B 1, H ${H}, L ${L}, D ${D}`,
			attention: report.attention ?? "composed",
			"inputs and outputs, MB": size,
			"held at most, MB": held,
			ratio: held / size,
			"L x S once, MB": (H * L * L * 4) / 2 ** 20,
			seconds,
		}),
	);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await measureHere(JSON.parse(process.argv[2]));
