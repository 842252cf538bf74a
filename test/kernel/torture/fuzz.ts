/**
 * Strange messages over real sockets. Each well-signed request must get exactly one reply, one `busy` and one `idle`; what
 * cannot be answered must harm nothing; and the kernel must stay the same process with the same variables, quiet on its
 * standard error.
 */
import { Client } from "../client";
import { due } from "./fuzz/oracle";
import { type Shot, shot } from "./fuzz/shots";
import { inTime, type Options, type Row } from "./options";
import { memoryMB } from "./processes";
import { Random } from "./random";

const BATCH = 100;
/** Lines that the kernel may write to its standard error in a minute, the count of the rest among them. */
const LINES = 11;

/** What must come for one `msg_id`. */
interface Account {
	/** For `--only`. */
	number: number;
	shot: Shot;
	type: string;
	replies: number;
	idles: number;
}

type Tally = Record<"messages" | "replies" | "errors", number>;

export async function fuzz({ size = 10_000, seed, only }: Options): Promise<Row[]> {
	const client = await Client.start({ quiet: true });
	const [first, end] = only === undefined ? [0, size] : [only, only + 1];
	const tallies = new Map<string, Tally>();
	const started = performance.now();
	try {
		await client.run(
			"comms.registerTarget('echo', (c) => c.onMessage((m) => c.send(m.data, { buffers: m.buffers })));",
		);
		const { result } = await client.run("let kept = 41; process.pid");
		for (let from = first; from < end; from += BATCH) {
			const shots = Array.from({ length: Math.min(BATCH, end - from) }, (_, index) =>
				shot(new Random(seed, from + index), client.connection.key),
			);
			const accounts = await fire(client, shots, from);
			for (const { kind, times = 1 } of shots) {
				tally(tallies, kind, { messages: times });
			}
			await inTime(
				client.until(() => [...accounts.keys()].every((id) => isSettled(client, id, accounts))),
				() => missing(client, accounts),
			);
			await checkWell(client, result, from);
			for (const [id, account] of accounts) {
				const replies = checkAccount(client, id, account);
				const errors = replies.filter(({ content }) => content.status === "error");
				tally(tallies, account.shot.kind, { replies: replies.length, errors: errors.length });
			}
			client.forget();
		}
		const seconds = (performance.now() - started) / 1000;
		checkQuiet(client.stderr, seconds);
		const figures = {
			seconds: Math.round(seconds),
			"peak RSS, MB": Math.round(memoryMB(client.process.pid!, "VmHWM")),
		};
		return [
			...[...tallies].sort().map(([kind, tally]) => ({ kind, ...tally })),
			{ kind: "all", ...sum(tallies), ...figures },
		];
	} catch (error) {
		throw new Error(`fuzz --seed ${seed}: ${(error as Error).message}\n${client.stderr.slice(-2000)}`, {
			cause: error,
		});
	} finally {
		await client.close();
	}
}

/** Sends what there is to send, and notes what must come. */
async function fire(client: Client, shots: readonly Shot[], from: number): Promise<Map<string, Account>> {
	const accounts = new Map<string, Account>();
	for (const [index, shot] of shots.entries()) {
		const answer = due(client.connection.key, shot.channel, shot.frames);
		for (let time = 0; time < (shot.times ?? 1); time += 1) {
			if (answer) {
				const account = accounts.get(answer.id) ?? {
					number: from + index,
					shot,
					type: answer.type,
					replies: 0,
					idles: 0,
				};
				account.replies += answer.replies;
				account.idles += 1;
				accounts.set(answer.id, account);
			}
			await client.sendRaw(shot.frames, shot.channel);
		}
	}
	return accounts;
}

function heard(client: Client, id: string) {
	const all = client.heardOf(id);
	const state = (name: string) => all.filter(({ content }) => content.execution_state === name).length;
	const replies = all
		.filter(({ channel }) => channel !== "iopub")
		.filter(({ header }) => header.msg_type !== "input_request");
	return { all, replies, busy: state("busy"), idles: state("idle") };
}

function isSettled(client: Client, id: string, accounts: Map<string, Account>): boolean {
	const { replies, idles } = heard(client, id);
	const account = accounts.get(id)!;
	return replies.length >= account.replies && idles >= account.idles;
}

function missing(client: Client, accounts: Map<string, Account>): string {
	const open = [...accounts].filter(([id]) => !isSettled(client, id, accounts));
	return `${open.length} unanswered, first ${story(open[0][1])}`;
}

function story({ number, type, shot: { kind, channel, frames } }: Account): string {
	const text = frames.map((frame) => Buffer.from(frame).toString("utf8", 0, 300)).slice(0, 7);
	return `--only ${number}, "${kind}", ${JSON.stringify(type)} on ${channel}: ${JSON.stringify(text)}`;
}

/** Answers on both channels, and runs a cell in the same process as ever. */
async function checkWell(client: Client, pid: unknown, from: number): Promise<void> {
	const asked = [
		client.request("kernel_info_request"),
		client.request("kernel_info_request", {}, "control"),
		client.run("kept += 1; process.pid"),
	];
	const ended = client.ended().then((code) => {
		throw new Error(`the kernel ended with ${code} after the messages from ${from}`);
	});
	const [shell, control, cell] = await inTime(Promise.race([Promise.all(asked), ended]), () => `after ${from}`);
	if (shell.reply.status !== "ok" || control.reply.status !== "ok" || cell.result !== pid) {
		const got = JSON.stringify([shell.reply.status, control.reply.status, cell.result, cell.reply]);
		throw new Error(`after the messages from ${from}, the process must be ${pid}, got ${got}`);
	}
}

/** Gives the reply. */
function checkAccount(client: Client, id: string, account: Account) {
	const { all, replies, busy, idles } = heard(client, id);
	const counts = { replies: replies.length, busy, idles };
	const isRight =
		replies.length === account.replies && idles === account.idles && busy >= account.idles && isOrdered(all);
	const type = account.type.replace(/_request$/, "_reply");
	if (!isRight || replies.some(({ header }) => header.msg_type !== type)) {
		throw new Error(
			`must get ${account.replies} replies and ${account.idles} idle, got ${JSON.stringify(counts)}: ${story(account)}`,
		);
	}
	const words = [...replies.map(({ content }) => content.evalue), ...all.map(({ content }) => content.text)].join("\n");
	const isAborted = replies.some(({ content }) => content.ename === "Aborted");
	if (account.shot.says && !words.includes(account.shot.says) && !isAborted) {
		throw new Error(`must say ${account.shot.says}, got ${JSON.stringify(words)}: ${story(account)}`);
	}
	return replies;
}

/** Whether `busy` comes first and `idle` last. */
function isOrdered(all: ReturnType<typeof heard>["all"]): boolean {
	const states = all.filter(({ channel }) => channel === "iopub").map(({ content }) => content.execution_state);
	return states[0] === "busy" && states.at(-1) === "idle";
}

function tally(
	tallies: Map<string, Tally>,
	kind: string,
	{ messages = 0, replies = 0, errors = 0 }: Partial<Tally>,
): void {
	const so = tallies.get(kind) ?? { messages: 0, replies: 0, errors: 0 };
	tallies.set(kind, {
		messages: so.messages + messages,
		replies: so.replies + replies,
		errors: so.errors + errors,
	});
}

function sum(tallies: Map<string, Tally>): Tally {
	const all = [...tallies.values()];
	const of = (key: keyof Tally) => all.reduce((total, tally) => total + tally[key], 0);
	return { messages: of("messages"), replies: of("replies"), errors: of("errors") };
}

function checkQuiet(stderr: string, seconds: number): void {
	const lines = stderr.split("\n").length - 1;
	const most = LINES * Math.ceil(1 + seconds / 60);
	if (lines > most || /unexpected/.test(stderr)) {
		throw new Error(`the kernel must write at most ${most} lines to stderr and nothing unexpected, got ${lines}`);
	}
}
