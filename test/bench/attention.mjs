/**
 * Attention on a grid of sizes, in the rows of "attention-bench/1"; with `--torch python`, PyTorch beside it: the two take
 * turns in every case, and the ratios are torch's time over ours.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { flopsOf, grid } from "./attention-cases.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** A process that answers each line with one. */
class Worker {
	constructor(command, words, env = {}) {
		this.child = spawn(command, words, { stdio: ["pipe", "pipe", "ignore"], env: { ...process.env, ...env } });
		this.lines = createInterface(this.child.stdout)[Symbol.asyncIterator]();
	}
	async read() {
		const { value, done } = await this.lines.next();
		if (done) throw new Error(`${this.child.spawnfile} ${this.child.spawnargs.at(-1)} ended without an answer`);
		return JSON.parse(value);
	}
	async ask(one) {
		this.child.stdin.write(`${JSON.stringify(one)}\n`);
		return this.read();
	}
	end() {
		this.child.stdin.end();
	}
}

export async function attention({ torch, cases, only, dtype = "float32" }) {
	const all = cases ? JSON.parse(readFileSync(cases, "utf8")) : grid(dtype, availableParallelism());
	const chosen = all.filter(({ id }) => only === undefined || id.includes(only));
	const began = Date.now();
	const load = loadavg()[0];
	const rows = [];
	const others = [];
	let engine;
	let peer;
	for (const threads of new Set(chosen.map((one) => one.threads))) {
		const ours = new Worker(process.execPath, [here("attention-worker.mjs")], {
			TF_NUM_INTRAOP_THREADS: String(threads),
		});
		const theirs = torch && new Worker(torch, [here("attention_worker.py")], { OMP_NUM_THREADS: String(threads) });
		engine = await ours.read();
		peer = await theirs?.read();
		for (const one of chosen.filter((each) => each.threads === threads)) {
			const told = (row) => {
				const gflops = row.ms === null ? null : flopsOf(one) / row.ms / 1e6;
				return { ...one, flops: flopsOf(one), ...row, gflops };
			};
			rows.push(told(await ours.ask(one)));
			if (theirs) others.push(told(await theirs.ask(one)));
			process.stderr.write(`\r${rows.length}/${chosen.length} ${one.id.padEnd(70)}`);
		}
		ours.end();
		theirs?.end();
	}
	process.stderr.write("\n");
	return {
		format: "attention-bench/1",
		backend: engine,
		engine: {
			name: "attention-lab",
			version: engine.tensorflow ?? engine.name,
			detail: engine.attention ?? "composed",
		},
		peer,
		host: { cpu: cpus()[0]?.model, cores: availableParallelism(), load },
		date: new Date().toISOString(),
		seconds: (Date.now() - began) / 1000,
		rows: rows.map((row, at) =>
			others[at] ? { ...row, torch_ms: others[at].ms, ratio: others[at].ms / row.ms } : row,
		),
		text: others.length > 0 ? summary(rows, others) : undefined,
		table: rows.map((row, at) => ({
			case: row.id,
			ms: row.ms,
			"GFLOP/s": row.gflops,
			...(others[at] && { "torch ms": others[at].ms, "torch / ours": others[at].ms / row.ms }),
		})),
	};
}

const KINDS = {
	forward: ({ pass, mask, path }) => pass === "forward" && mask !== "causal" && path === "fused",
	"causal forward": ({ pass, mask, path }) => pass === "forward" && mask === "causal" && path === "fused",
	backward: ({ pass, path }) => pass === "backward" && path === "fused",
	"weights with the output": ({ path }) => path === "weights",
};

/** Geometric means of torch's time over ours, and the least of each kind. */
function summary(rows, others) {
	const lines = Object.entries(KINDS).flatMap(([kind, is]) => {
		const found = rows.flatMap((row, at) => (is(row) && row.ms ? [{ id: row.id, ratio: others[at].ms / row.ms }] : []));
		if (found.length === 0) return [];
		const mean = Math.exp(found.reduce((sum, { ratio }) => sum + Math.log(ratio), 0) / found.length);
		const least = found.reduce((a, b) => (a.ratio < b.ratio ? a : b));
		return [`| ${kind} | ${found.length} | ${mean.toFixed(2)} | ${least.ratio.toFixed(2)} | ${least.id} |`];
	});
	return ["| torch / ours | cases | geometric mean | least | of |", "|---|---|---|---|---|", ...lines].join("\n");
}
