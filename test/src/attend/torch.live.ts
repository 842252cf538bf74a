/**
 * Attention beside a living PyTorch, random draws by seed: run by `npm run torture -- torch` (torch.mjs), never by `npm test`.
 * Every engine of this machine at every precision that it has; the worst of each result, and every draw beyond `LIMITS`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { writeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chooseBackend } from "@attention-lab/attention/backends";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { longDraws } from "./draws";
import { limitOf, off, ours, type Precision, type Results } from "./torchOracle";

const { ATTENTION_LAB_TORCH: python = "", ATTENTION_LAB_DRAWS: count, ATTENTION_LAB_SEED: seed } = process.env;
const ENGINES: [string, Precision][] = [["wasm", "high"]];
if (process.env.ATTENTION_LAB_EXPECT_BACKEND === "tensorflow")
	ENGINES.push(["tensorflow", "high"], ["tensorflow", "medium"]);

/** PyTorch in a process of its own: a line for each line. */
class Torch {
	private readonly child: ChildProcess;
	private readonly lines: AsyncIterator<string>;

	constructor() {
		const words = [join(__dirname, "fixtures", "torch_attention.py"), "--serve"];
		this.child = spawn(python, words, { stdio: ["pipe", "pipe", "inherit"] });
		this.lines = createInterface(this.child.stdout!)[Symbol.asyncIterator]();
	}

	async read() {
		const { value, done } = await this.lines.next();
		if (done) throw new Error(`${python} ended without an answer`);
		return JSON.parse(value);
	}

	/** The results, and the size of the terms of the bias' gradient. */
	async ask(draw: object): Promise<{ wanted: Results; size: number }> {
		this.child.stdin!.write(`${JSON.stringify(draw)}\n`);
		const doubles = (base64: string) => new Float64Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
		const { results, size } = await this.read();
		const named = Object.entries<string>(results).map(([name, packed]) => [name, doubles(packed)]);
		return { wanted: Object.fromEntries(named), size };
	}

	end(): void {
		this.child.stdin!.end();
	}
}

const say = (text: string) => writeSync(1, `${text}\n`);

test("the same as PyTorch", async () => {
	for (const [backend] of ENGINES) await chooseBackend(backend);
	const torch = new Torch();
	say(`PyTorch ${(await torch.read()).torch}, ${count} draws, seed ${seed}`);
	const worst: Record<string, Record<string, number>> = {};
	let [numbers, faults] = [0, 0];
	for (const [at, drawn] of fc.sample(longDraws, { numRuns: Number(count), seed: Number(seed) }).entries()) {
		const draw = { ...drawn, dropout: 0 };
		const { wanted, size } = await torch.ask(draw);
		for (const [backend, precision] of ENGINES) {
			await tf.setBackend(backend);
			const got = ours(draw, precision);
			expect(Object.keys(got).toSorted()).toEqual(Object.keys(wanted).toSorted());
			worst[`${backend}, ${precision}`] ??= {};
			const row = worst[`${backend}, ${precision}`];
			for (const [name, values] of Object.entries(wanted)) {
				const far = off(got[name], values, name === "bias" ? Math.max(1, size) : 1);
				numbers += values.length;
				row[name] = Math.max(row[name] ?? 0, far);
				if (far < limitOf(precision, name)) continue;
				faults++;
				say(`draw ${at}, ${backend}, ${precision}: ${name} is ${far.toExponential(1)} off: ${JSON.stringify(draw)}`);
			}
		}
	}
	torch.end();
	for (const [engine, row] of Object.entries(worst)) {
		const each = Object.entries(row).map(([name, far]) => `${name} ${far.toExponential(1)}`);
		say(`${engine.padEnd(18)} ${each.join("  ")}`);
	}
	say(`${count} draws, ${numbers} numbers, ${faults} faults`);
	expect([faults, Number(count) > 0]).toEqual([0, true]);
}, 3_600_000);
