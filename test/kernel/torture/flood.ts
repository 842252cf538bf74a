/**
 * Ten million lines: each arrives, in order; memory stays bounded and the heartbeat answers, also where a front end reads
 * nothing for a while; an interrupt ends it at once.
 */
import { Request } from "zeromq";
import { address } from "../../../kernel/protocol/connection";
import { Client } from "../client";
import { inTime, type Options, type Row } from "./options";
import { descendants, memoryMB } from "./processes";

const MINUTE = 60_000;
const PAUSE_MS = 20_000;

export async function flood({ size = 10_000_000 }: Options): Promise<Row[]> {
	const client = await Client.start({ quiet: true });
	try {
		const [runtime] = descendants(client.process.pid!);
		const beat = new Heartbeat(client);
		const started = performance.now();
		const cell = client.execute(`for (let i = 0; i < ${size}; i++) console.log(i);`);
		const lines = new Lines();
		const isPaused = size >= 1_000_000;
		let paused = !isPaused;
		const ends = { reply: false, idle: false };
		while (!(ends.reply && ends.idle)) {
			await inTime(
				client.until(() => cell.heard.length > 0),
				() => `line ${lines.next}`,
				MINUTE,
			);
			ends.idle ||= cell.kinds.includes("idle");
			ends.reply ||= Object.keys(cell.reply).length > 0;
			lines.take(cell.text());
			client.forget();
			if (!paused && lines.next > size / 4) {
				paused = true;
				beat.pause();
				// Blocks this process, and so its reading.
				Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
			}
		}
		const seconds = (performance.now() - started) / 1000;
		if (lines.next !== size) {
			throw new Error(`all ${size} lines must arrive, got ${lines.next}`);
		}
		const worst = await beat.end();
		const stop = await interrupted(client);
		return [
			{
				lines: size,
				seconds: Number((seconds - (isPaused ? PAUSE_MS / 1000 : 0)).toFixed(1)),
				"supervisor MB at most": Math.round(memoryMB(client.process.pid!, "VmHWM")),
				"runtime MB at most": Math.round(memoryMB(runtime, "VmHWM")),
				"heartbeat ms at worst": Math.round(worst),
				"interrupt ms": Math.round(stop),
			},
		];
	} finally {
		await client.close();
	}
}

/** Numbers, one a line, each one more than the one before; a message may end within a line. */
class Lines {
	next = 0;
	private rest = "";

	take(text: string): void {
		const lines = (this.rest + text).split("\n");
		this.rest = lines.pop()!;
		for (const line of lines) {
			if (line !== String(this.next)) {
				throw new Error(`line ${this.next} must be ${this.next}, got ${line.slice(0, 80)}`);
			}
			this.next += 1;
		}
	}
}

async function interrupted(client: Client): Promise<number> {
	const cell = client.execute("for (let i = 0; ; i++) console.log(i);");
	await cell.printed("1000\n");
	const started = performance.now();
	await client.request("interrupt_request", {}, "control");
	await inTime(cell.done(), () => "an interrupted flood ends");
	return performance.now() - started;
}

/** Asks for the kernel's heartbeat, ten times a second. */
class Heartbeat {
	private worst = 0;
	private isOver = false;
	/** Whether this process has blocked itself during the beat under way. */
	private isPaused = false;
	private readonly loop: Promise<void>;

	constructor(client: Client) {
		const socket = new Request();
		socket.connect(address(client.connection, "hb_port"));
		this.loop = this.beat(socket);
	}

	async end(): Promise<number> {
		this.isOver = true;
		await this.loop;
		return this.worst;
	}

	/** This process is about to block itself: a beat that spans this tells nothing of the kernel. */
	pause(): void {
		this.isPaused = true;
	}

	private async beat(socket: Request): Promise<void> {
		while (!this.isOver) {
			this.isPaused = false;
			const asked = performance.now();
			await socket.send("ping");
			await socket.receive();
			if (!this.isPaused) {
				this.worst = Math.max(this.worst, performance.now() - asked);
			}
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		socket.close();
	}
}
