/** The runtime process as the supervisor sees it: messages, the text of its pipes, interrupts, and its end. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import * as path from "node:path";
import type { Duplex, Readable } from "node:stream";
import type { Fault } from "../compiler/unit";
import { FrameReader, toFrame } from "../protocol/frames";
import { type Mark, MarkReader } from "../protocol/marks";
import { FROM_RUNTIME, type FromRuntime, INSPECTOR, TO_RUNTIME, type ToRuntime } from "../protocol/runtime";
import { type Limits, memoryFault } from "./limits";
import { watchMemory } from "./memory";
import { Throttle } from "./throttle";
import { Valve } from "./valve";

export interface RuntimeListener {
	message(message: FromRuntime): void;
	/** Text that native code or a child process wrote to a descriptor. */
	text(name: "stdout" | "stderr", text: string): void;
	/** An interrupt is over. */
	calm(): void;
	ended(end: RuntimeEnd): void;
}

export interface RuntimeEnd {
	code: number | null;
	signal: NodeJS.Signals | null;
	/** The end of what it wrote to its standard error. */
	lastWords: string;
	/** Why the supervisor ended it. */
	fault?: Fault;
}

/** Messages that reach the front end one by one. */
const SHOWN = { display: true, clear: true, page: true, comm: true };
const LAST_WORDS = 4000;
/** How long a dead runtime's pipes are read while a process that it started keeps them open. */
const DRAIN_MS = 500;
/** How long after the end of a line the process may take to end, too. */
const END_MS = 500;

export class Runtime {
	private readonly child: ChildProcess;
	private readonly marks = { stdout: 0, stderr: 0 };
	private readonly awaited: { mark: number; resolve(): void }[] = [];
	/** The number of the last interrupt. */
	private interrupts = 0;
	private lastWords = "";
	private alive = true;
	private fault?: Fault;
	/** What the runtime shows is read as fast as front ends take it. A held process cannot answer, nor end. */
	private readonly shown: Valve;
	/** The same for what others write to its descriptors. */
	private readonly written: Valve;
	private begin!: () => void;
	/** Settles when cells can run. */
	readonly ready = new Promise<void>((resolve) => {
		this.begin = resolve;
	});
	private readonly throttle = new Throttle((isHeld) => this.shown.hold("throttle", isHeld));
	private readonly unwatch: () => void;

	constructor(
		folder: string,
		private readonly listener: RuntimeListener,
		{ heap, memory }: Limits = {},
	) {
		const token = randomUUID();
		this.child = spawn(
			process.execPath,
			[
				"--no-force-async-hooks-checks",
				...(heap ? [`--max-old-space-size=${Math.ceil(heap)}`] : []),
				path.join(__dirname, "..", "runtime", "main.js"),
			],
			{
				cwd: folder,
				// A group of its own, so that processes that it started end with it.
				detached: true,
				stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
				env: { TF_CPP_MIN_LOG_LEVEL: "3", ...process.env, ATTENTION_LAB_MARK: token },
			},
		);
		this.unwatch = memory
			? watchMemory(this.child.pid ?? 0, (got) => got > memory && this.endFor(memoryFault(memory, got)))
			: () => {};
		this.shown = new Valve([this.line(FROM_RUNTIME)]);
		this.written = new Valve([this.child.stdout!, this.child.stderr!]);
		const drained = Promise.all([this.readMessages(), this.readText("stdout", token), this.readText("stderr", token)]);
		for (const descriptor of [FROM_RUNTIME, TO_RUNTIME]) {
			this.watchLine(descriptor);
		}
		this.inspector.on("error", () => {});
		this.child.on("error", (error) => this.end(null, null, error.message));
		this.child.on("exit", async (code, signal) => {
			this.killGroup();
			this.hurry(true);
			await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, DRAIN_MS))]);
			this.end(code, signal);
		});
	}

	send(message: ToRuntime): void {
		if (message.type === "run") {
			this.lastWords = "";
		}
		this.line(TO_RUNTIME).write(toFrame(message));
	}

	/** Stops what runs. */
	interrupt(): void {
		this.interrupts += 1;
		this.hurry(true);
		this.send({ type: "interrupt", id: this.interrupts });
	}

	/** The line to the runtime's inspector. */
	get inspector(): Duplex {
		return this.line(INSPECTOR);
	}

	/** Lets whoever writes wait while front ends have enough to read, or go on. */
	press(isPressed: boolean): void {
		this.shown.hold("pressure", isPressed);
		this.written.hold("pressure", isPressed);
	}

	/** Settles when both pipes are read up to the mark. */
	async reached(mark: number): Promise<void> {
		await new Promise<void>((resolve) => {
			this.awaited.push({ mark, resolve });
			this.release();
		});
	}

	/** Ends the process and all that it started, with what to say of it. */
	endFor(fault: Fault): void {
		this.fault ??= fault;
		this.killGroup();
	}

	/** Ends the process and all that it started. Its end is not reported. */
	kill(): void {
		this.alive = false;
		this.unwatch();
		this.killGroup();
		this.release();
	}

	private killGroup(): void {
		for (const target of [-(this.child.pid ?? 0), this.child.pid ?? 0]) {
			try {
				if (target !== 0) {
					process.kill(target, "SIGKILL");
				}
			} catch {
				// Already gone.
			}
		}
	}

	private line(descriptor: number): Duplex {
		return this.child.stdio[descriptor] as unknown as Duplex;
	}

	/** A cell can close any descriptor. Without its lines the process is of no use. */
	private watchLine(descriptor: number): void {
		const line = this.line(descriptor);
		line.on("error", () => {});
		line.on("close", () => {
			const fault = deadFault(`lost descriptor ${descriptor}, by which the kernel speaks with it`);
			setTimeout(() => this.alive && this.endFor(fault), END_MS).unref();
		});
		line.resume();
	}

	private hurry(isHurried: boolean): void {
		this.shown.isHurried = isHurried;
		this.written.isHurried = isHurried;
		if (isHurried) {
			this.throttle.release();
		}
	}

	private readMessages(): Promise<void> {
		const reader = new FrameReader();
		const stream = this.child.stdio[FROM_RUNTIME] as Readable;
		let open: Extract<FromRuntime, { type: "stream" }> | undefined;
		const read = (chunk: Buffer) => {
			try {
				return reader.push(chunk) as (FromRuntime | string)[];
			} catch {
				this.endFor(deadFault(`wrote to descriptor ${FROM_RUNTIME}, by which it speaks with the kernel`));
				stream.destroy();
				return [];
			}
		};
		stream.on("data", (chunk: Buffer) => {
			for (const item of read(chunk)) {
				const message = typeof item === "string" ? { ...open!, text: item } : item;
				if (message.type === "calm") {
					this.calm(message.id);
				} else if (message.type === "ready") {
					this.begin();
				} else if (this.alive) {
					open = message.type === "stream" ? message : open;
					this.listener.message(message);
					if (message.type in SHOWN && !this.shown.isHurried) {
						this.throttle.spend();
					}
				}
			}
		});
		return closed(stream);
	}

	private readText(name: "stdout" | "stderr", token: string): Promise<void> {
		const stream = this.child[name]!;
		let muted = false;
		const onText = (text: string) => {
			if (name === "stderr") {
				this.lastWords = (this.lastWords + text).slice(-LAST_WORDS);
			}
			if (!muted && this.alive) {
				this.listener.text(name, text);
			}
		};
		const onMark = (word: Mark) => {
			if (typeof word === "number") {
				this.marks[name] = word;
				this.release();
			} else {
				muted = word === "mute";
				// What a library said while it loaded matters only if that was its end.
				this.lastWords = muted ? this.lastWords : "";
			}
		};
		const reader = new MarkReader(token, onText, onMark);
		stream.setEncoding("utf8");
		stream.on("data", (chunk: string) => reader.push(chunk));
		stream.on("close", () => {
			reader.end();
			this.marks[name] = Number.POSITIVE_INFINITY;
			this.release();
		});
		return closed(stream);
	}

	private release(): void {
		const reached = this.alive ? Math.min(this.marks.stdout, this.marks.stderr) : Number.POSITIVE_INFINITY;
		for (let at = this.awaited.length - 1; at >= 0; at -= 1) {
			if (this.awaited[at].mark <= reached) {
				this.awaited.splice(at, 1)[0].resolve();
			}
		}
	}

	private calm(id: number): void {
		if (id === this.interrupts) {
			this.hurry(false);
			this.listener.calm();
		}
	}

	private end(code: number | null, signal: NodeJS.Signals | null, why = ""): void {
		if (this.alive) {
			this.kill();
			this.listener.ended({ code, signal, lastWords: this.lastWords || why, fault: this.fault });
		}
	}
}

/** @param how - The process's end, after "the process that runs cells". */
export function deadFault(how: string, ...notes: string[]): Fault {
	const evalue = `the process that runs cells ${how}; all variables are gone, a new one is ready`;
	return { ename: "RuntimeDied", evalue, traceback: [`RuntimeDied: ${evalue}`, ...notes] };
}

function closed(stream: Readable): Promise<void> {
	return new Promise((resolve) => stream.once("close", resolve));
}
