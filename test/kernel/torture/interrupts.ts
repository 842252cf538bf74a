/**
 * Interrupts at random moments of short cells, comm messages among them. Each cell must end once, either as if nothing had
 * been or as `KeyboardInterrupt`; the process and its variables must stay; no interrupt may reach a cell that was sent after
 * its reply.
 */
import { type Cell, Client } from "../client";
import { inTime, type Options, type Row } from "./options";
import { Random } from "./random";

const KINDS: Record<string, string> = {
	value: "kept + 0",
	loop: "for (let i = 0; i < 3e7; i++) kept; 'end'",
	"a loop in a timer":
		"await new Promise<void>((end) => setTimeout(() => { for (let i = 0; i < 3e7; i++) kept; end(); }, 3));",
	"a loop after an await": "await null; for (let i = 0; i < 3e7; i++) kept; 'end'",
	awaits: "for (let i = 0; i < 20; i++) await new Promise((go) => setTimeout(go, 1)); 'end'",
	lines: "for (let i = 0; i < 20_000; i++) console.log(i);",
	displays: "for (let i = 0; i < 100; i++) display(i);",
	tensors: "for (let i = 0; i < 200; i++) tf.tidy(() => { tf.matMul(square, square); }); 'end'",
	gradients: "for (let i = 0; i < 20; i++) tf.tidy(() => { tf.grad((x) => x.square().sum())(square); }); 'end'",
	"a child process": "require('child_process').execSync('sleep 0.05').length",
	"a file": "require('fs').readFileSync(process.execPath).length",
	fails: "throw new RangeError('its own')",
	empty: "",
};

/** How long a cell may run before it is interrupted. */
const MOST_MS = 120;

interface Tally {
	rounds: number;
	interrupted: number;
	"worst ms": number;
}

export async function interrupts({ size = 300, seed, only }: Options): Promise<Row[]> {
	const client = await Client.start({ quiet: true });
	const tallies = new Map<string, Tally>();
	try {
		await client.run(
			"comms.registerTarget('spin', (c) => c.onMessage(() => { for (let i = 0; i < 1e7; i++); c.send(1); }));",
		);
		const pid = (await client.run("let kept = 41; const square = tf.ones([64, 64]); process.pid")).result;
		await client.send("comm_open", { comm_id: "spin", target_name: "spin", data: {} });
		const [first, end] = only === undefined ? [0, size] : [only, only + 1];
		for (let round = first; round < end; round += 1) {
			const random = new Random(seed, round);
			const kind = random.pick(Object.keys(KINDS));
			const { cell, ms } = await inTime(interrupt(client, random, kind), () => `round ${round}, "${kind}"`);
			check(cell, kind, round);
			note(tallies, kind, cell, ms);
			const next = await inTime(client.run("kept + 1; process.pid"), () => `after round ${round}, "${kind}"`);
			if (next.result !== pid) {
				const got = JSON.stringify(next.reply.evalue ?? next.result);
				throw new Error(`after round ${round}, "${kind}", the process must be ${pid}, got ${got}`);
			}
			client.forget();
		}
		const { result } = await client.run("[kept, tf.memory().numTensors].join()");
		if (result !== "'41,1'") {
			throw new Error(`all variables and one tensor must be kept, got ${result}`);
		}
	} catch (error) {
		throw new Error(`interrupts --seed ${seed}: ${(error as Error).message}\n${client.stderr}`, { cause: error });
	} finally {
		await client.close();
	}
	return [...tallies].sort().map(([kind, tally]) => ({ kind, ...tally }));
}

/** Runs a cell and interrupts it, once or several times; gives how long the first interrupt took to end it. */
async function interrupt(client: Client, random: Random, kind: string): Promise<{ cell: Cell; ms: number }> {
	const messages = random.chance(0.3)
		? Array.from({ length: 3 }, () => client.send("comm_msg", { comm_id: "spin", data: {} }))
		: [];
	const cell = client.execute(KINDS[kind], { store_history: false });
	const done = cell.done().then(() => performance.now());
	await new Promise((go) => setTimeout(go, random.below(MOST_MS)));
	const started = performance.now();
	const asked = Array.from({ length: random.pick([1, 1, 1, 2, 5]) }, () =>
		client.request("interrupt_request", {}, "control"),
	);
	await Promise.all([...asked, ...messages.map((message) => client.until(() => message.kinds.includes("idle")))]);
	return { cell, ms: Math.max(0, (await done) - started) };
}

function check(cell: Cell, kind: string, round: number): void {
	const replies = cell.heard.filter(({ channel }) => channel === "shell");
	const { status, ename } = cell.reply;
	const isOwn = kind === "fails" ? ename === "RangeError" : status === "ok";
	const isChild = kind === "a child process" && ename === "Error";
	const isEnded = isOwn || isChild || ename === "KeyboardInterrupt";
	const [busy, idle] = [cell.kinds[0], cell.kinds.at(-1)];
	if (replies.length !== 1 || !isEnded || busy !== "busy" || idle !== "idle" || cell.of("error").length > 1) {
		throw new Error(`round ${round}, "${kind}" must end once, got ${JSON.stringify([cell.reply, cell.kinds])}`);
	}
}

function note(tallies: Map<string, Tally>, kind: string, { reply }: Cell, ms: number): void {
	const { rounds, interrupted, "worst ms": worst } = tallies.get(kind) ?? { rounds: 0, interrupted: 0, "worst ms": 0 };
	tallies.set(kind, {
		rounds: rounds + 1,
		interrupted: interrupted + (reply.ename === "KeyboardInterrupt" ? 1 : 0),
		"worst ms": Math.max(worst, Math.round(ms)),
	});
}
