/**
 * The process that runs cells dies, in every way it can, at random moments of a cell that writes, or soon after its end.
 *
 * A witness beside each line, written to a file when `console.log` had returned, tells how many lines there must be. Then:
 * no line is missing, the error says what happened, cells that waited are not run, no process is left, the next cell runs,
 * and the history has all of them.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type Cell, Client, gone } from "../client";
import { inTime, type Options, type Row } from "./options";
import { descendants } from "./processes";
import { Random } from "./random";

interface Death {
	/** What the cell does, when it is not killed from outside. */
	code?(random: Random): string;
	signal?: NodeJS.Signals;
	ename: string;
	/** In the error's message. */
	words: RegExp;
}

const FILL_HEAP = "const all: unknown[] = []; for (;;) all.push(new Array(50_000).fill(all.length + 0.5));";
const FILL_MEMORY = "const all: unknown[] = []; for (;;) { all.push(Buffer.alloc(20_000_000, 1)); await null; }";

const DEATHS: Record<string, Death> = {
	"kill -9": { signal: "SIGKILL", ename: "RuntimeDied", words: /was ended by SIGKILL/ },
	"kill -SEGV": { signal: "SIGSEGV", ename: "RuntimeDied", words: /was ended by SIGSEGV/ },
	abort: { code: () => "process.abort();", ename: "RuntimeDied", words: /was ended by SIGABRT/ },
	exit: {
		code: (random) => `process.exit(${random.between(0, 200)});`,
		ename: "RuntimeDied",
		words: /ended with exit code \d+/,
	},
	"heap full": { code: () => FILL_HEAP, ename: "RuntimeDied", words: /ran out of memory/ },
	"memory full": { code: () => FILL_MEMORY, ename: "MemoryLimit", words: /must hold at most 600 MB/ },
};

const LIMITS = { ATTENTION_LAB_HEAP_MB: "100", ATTENTION_LAB_MEMORY_MB: "600" };
/** Longest time, in ms, until a signal from outside falls. */
const LATEST_MS = 120;

export async function faults({ size = 200, seed, only }: Options): Promise<Row[]> {
	const history = fs.mkdtempSync(path.join(os.tmpdir(), "history-"));
	const env = { ...LIMITS, ATTENTION_LAB_HISTORY: "", JUPYTER_DATA_DIR: history };
	const client = await Client.start({ env, quiet: true });
	const tally = new Map<string, { rounds: number; lines: number }>();
	try {
		const [first, end] = only === undefined ? [0, size] : [only, only + 1];
		for (let round = first; round < end; round += 1) {
			const random = new Random(seed, round);
			const name = random.pick(Object.keys(DEATHS));
			const story = () => `round ${round}, "${name}": seed ${seed}`;
			try {
				const lines = await inTime(die(client, random, DEATHS[name], round), story);
				const counted = tally.get(name) ?? { rounds: 0, lines: 0 };
				tally.set(name, { rounds: counted.rounds + 1, lines: counted.lines + lines });
			} catch (error) {
				throw new Error(`${story()}: ${(error as Error).message}`, { cause: error });
			}
			client.forget();
		}
	} finally {
		await client.close();
		fs.rmSync(history, { recursive: true });
	}
	return [...tally].map(([death, { rounds, lines }]) => ({ death, rounds, "lines, none lost": lines }));
}

/** One death, and all that must hold after it; gives the number of lines that were written. */
async function die(client: Client, random: Random, death: Death, round: number): Promise<number> {
	const witness = path.join(client.folder, `witness-${round}`);
	const isLate = random.chance(0.3);
	const end = death.code?.(random) ?? "for (let i = 1e6; ; i++) line(i);";
	const lines = random.between(0, 400);
	const cell = client.execute(
		[
			`const file = require("fs").openSync(${JSON.stringify(witness)}, "w");`,
			`const child = require("child_process").spawn("sleep", ["1000"], { stdio: ${random.chance(0.5) ? '"ignore"' : '"inherit"'} });`,
			"console.log(process.pid, child.pid);",
			'const line = (i: number) => { console.log("line", i); require("fs").writeSync(file, "l"); };',
			`for (let i = 0; i < ${lines}; i++) line(i);`,
			isLate ? `setTimeout(async () => { ${end} }, ${random.below(30)}); "over"` : end,
		].join("\n"),
	);
	const queued = isLate ? undefined : client.execute("console.log('must not run')");
	await cell.printed("\n");
	const [runtime, child] = cell.text().split("\n")[0].split(" ").map(Number);
	if (death.signal) {
		await new Promise((resolve) => setTimeout(resolve, random.below(LATEST_MS)));
		process.kill(runtime, death.signal);
	}
	await Promise.all([gone(runtime), gone(child)]);
	if (isLate) {
		await cell.printed("all variables are gone");
		await cell.done();
		must(death.words.test(cell.text("stderr")) || cell.reply.ename === death.ename, "the death be told", told(cell));
	} else {
		await Promise.all([cell.done(), queued!.done()]);
		must(cell.reply.ename === death.ename, `the error be ${death.ename}`, told(cell));
		must(death.words.test(String(cell.reply.evalue)), `its message fit ${death.words}`, told(cell));
		must(queued!.reply.status === "error" && queued!.text() === "", "the cell behind it not run", told(queued!));
	}
	const next = await client.run("6 * 7");
	must(next.result === "42", "the next cell run", told(next));
	const [, ...shown] = cell.text().split("\n").slice(0, -1);
	const wanted = (index: number) => `line ${index < lines ? index : 1e6 + index - lines}`;
	const wrong = shown.findIndex((text, index) => text !== wanted(index));
	must(wrong < 0, `line ${wrong} be "${wanted(wrong)}"`, shown[wrong]);
	const written = fs.statSync(witness).size;
	must(shown.length >= written, `there be ${written} lines at least`, shown.length);
	const left = descendants(client.process.pid!);
	must(left.length === 1, "one process be left", left);
	const { history } = (await client.request("history_request", { hist_access_type: "tail", n: 3 })).reply;
	must(
		(history as unknown[][]).some(([, , input]) => String(input).includes(`witness-${round}`)),
		"the history have the cell",
		history,
	);
	return written;
}

function told(cell: Cell): string {
	return `${JSON.stringify(cell.reply)} ${cell.text("stderr").slice(-500)}`;
}

function must(holds: boolean, what: string, got: unknown): void {
	if (!holds) {
		throw new Error(`${what} must hold, got ${typeof got === "string" ? got : JSON.stringify(got)}`);
	}
}
