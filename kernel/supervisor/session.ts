/**
 * The runtime and the compiler together: one session of cells, with its outputs on their way to iopub. Outlives its
 * runtime: when that dies, the names of all cells are forgotten and a new one starts.
 */
import { Compiler } from "../compiler/compiler";
import type { Fault, Program } from "../compiler/unit";
import { Debugger } from "../debugger/debugger";
import { HOOK } from "../debugger/values";
import type { Header } from "../protocol/message";
import type { Bundle, CommEvent, FromRuntime, Outcome } from "../protocol/runtime";
import { Allowance } from "./allowance";
import { CommTable } from "./comms";
import type { Iopub } from "./iopub";
import { type Limits, timeFault } from "./limits";
import { deadFault, Runtime, type RuntimeEnd, type RuntimeListener } from "./runtime";

type Parent = Partial<Header>;
type Waiting = (outcome: Outcome) => void;
type Display = Omit<Extract<FromRuntime, { type: "display" }>, "type">;

/** Requests whose late output still finds its cell. */
const REMEMBERED = 2000;
/** Of what a dead runtime wrote last. */
const LAST_LINES = 12;
/** How long a cell whose time is over may resist an interrupt. */
const RESIST_MS = 5000;
/** A longer timer would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

export interface SessionListener {
	/** A cell asks the reader. */
	asked(question: { key: string; id: number; prompt: string; password: boolean }): void;
}

export class Session {
	readonly compiler: Compiler;
	readonly comms = new CommTable();
	readonly debugger: Debugger;
	private runtime: Runtime;
	private closed = false;
	private isPressed = false;
	private readonly parents = new Map<string, Parent>();
	private readonly running = new Map<string, Waiting>();
	/** What cells want to be shown in a pager, until they have their reply. */
	private readonly pages = new Map<string, Bundle[]>();
	private readonly allowance: Allowance;
	private latest = { key: "", header: {} as Parent };

	constructor(
		private readonly folder: string,
		private readonly iopub: Iopub,
		private readonly listener: SessionListener,
		private readonly limits: Limits = {},
	) {
		this.allowance = new Allowance(limits.output);
		this.runtime = this.start();
		this.compiler = new Compiler(folder);
		this.debugger = new Debugger({
			inspector: () => this.runtime.inspector,
			tell: (event, body) =>
				this.iopub.publish("debug_event", { type: "event", seq: 0, event, body }, this.latest.header),
			expression: (source, scoped) => this.compiler.ask("expression", { source, scoped, owner: HOOK }),
			guards: (source) => this.compiler.ask("guards", { source }),
			declare: async (name) => {
				await this.compiler.ask("compile", { source: `let ${name}: any;`, cell: `copy of ${name}`, keep: true });
			},
		});
	}

	/** Output of `key` from now on belongs to `header`; of a cell, also what native code writes, and pages until they are taken. */
	open(key: string, header: Parent, isCell: boolean): void {
		if (isCell) {
			this.latest = { key, header };
			this.pages.set(key, []);
		}
		this.parents.set(key, header);
		if (this.parents.size > REMEMBERED) {
			this.parents.delete(this.parents.keys().next().value!);
		}
	}

	/** Runs a compiled cell. All it showed has been published when this settles. */
	async run(key: string, program: Program): Promise<Outcome> {
		await this.debugger.before(program);
		const time = this.time();
		const outcome = await new Promise<Outcome>((resolve) => {
			this.running.set(key, resolve);
			this.runtime.send({ type: "run", key, program });
		});
		const fault = time.stop();
		this.iopub.stream("stderr", this.allowance.end(key), this.parent(key));
		return fault && this.runtime === time.runtime ? { status: "error", fault } : outcome;
	}

	/** What a cell wants to be shown in a pager; what comes later has no reply to go with, and is displayed. */
	takePages(key: string): Bundle[] {
		const pages = this.pages.get(key) ?? [];
		this.pages.delete(key);
		return pages;
	}

	/** Lets a cell's time run: at its end the cell is interrupted, and what resists is ended with its process. */
	private time(): { runtime: Runtime; stop(): Fault | undefined } {
		const { seconds } = this.limits;
		if (seconds === undefined) {
			return { runtime: this.runtime, stop: () => undefined };
		}
		const runtime = this.runtime;
		let fault: Fault | undefined;
		let isOver = false;
		let timer: NodeJS.Timeout | undefined;
		const start = () => {
			timer = setTimeout(
				() => {
					fault = timeFault(seconds, true);
					runtime.interrupt();
					timer = setTimeout(() => runtime.endFor(timeFault(seconds, false)), RESIST_MS);
				},
				Math.min(seconds * 1000, LONGEST_MS),
			);
		};
		// That a new process needs time to start is not the cell's fault.
		void runtime.ready.then(() => !isOver && start());
		return {
			runtime,
			stop: () => {
				isOver = true;
				clearTimeout(timer);
				return fault;
			},
		};
	}

	/** Hands an event of a comm to the runtime; settles when its handler has returned. */
	async hear(event: CommEvent): Promise<void> {
		if (event.action === "open") {
			this.comms.opened(event.id, event.target ?? "");
		} else if (event.action === "close") {
			this.comms.closed(event.id);
		}
		await new Promise((resolve) => {
			this.running.set(event.key, resolve);
			this.runtime.send(event);
		});
	}

	reply(id: number, value: string | undefined, refused?: string): void {
		this.runtime.send({ type: "input", id, value, refused });
	}

	/** Front ends have enough to read, or take more again. */
	press(isPressed: boolean): void {
		this.isPressed = isPressed;
		this.runtime.press(isPressed);
	}

	interrupt(): void {
		this.debugger.release();
		this.runtime.interrupt();
	}

	async close(): Promise<void> {
		this.closed = true;
		this.runtime.kill();
		await this.compiler.close();
	}

	private start(): Runtime {
		const listener: RuntimeListener = {
			message: (message) => this.take(message),
			text: (name, text) => this.show(this.latest.key, name, text),
			calm: () => this.debugger.calm(),
			ended: (end) => this.ended(end),
		};
		const runtime = new Runtime(this.folder, listener, this.limits);
		runtime.press(this.isPressed);
		return runtime;
	}

	private parent(key: string): Parent {
		return this.parents.get(key) ?? this.latest.header;
	}

	private take(message: FromRuntime): void {
		switch (message.type) {
			case "stream":
				this.show(message.key, message.name, message.text);
				break;
			case "display":
				this.display(message);
				break;
			case "clear":
				this.allowance.clear(message.key);
				this.iopub.publish("clear_output", { wait: message.wait }, this.parent(message.key));
				break;
			case "page": {
				const pages = this.pages.get(message.key);
				if (pages) {
					pages.push(message.bundle);
				} else {
					this.display({ ...message, update: false });
				}
				break;
			}
			case "comm":
				this.speak(message);
				break;
			case "input":
				this.listener.asked(message);
				break;
			case "done":
				void this.runtime.reached(message.mark).then(() => this.settle(message.key, message.outcome));
				break;
			case "handled":
				this.settle(message.key, { status: "ok" });
				break;
		}
	}

	private show(key: string, name: "stdout" | "stderr", text: string): void {
		this.iopub.stream(name, this.allowance.text(key, text), this.parent(key));
	}

	private display({ key, bundle, displayId, update }: Display): void {
		if (this.allowance.fits(key, bundle, update)) {
			const transient = displayId === undefined ? {} : { display_id: displayId };
			const type = update ? "update_display_data" : "display_data";
			this.iopub.publish(type, { ...bundle, transient }, this.parent(key));
		}
	}

	/** A cell speaks to a comm. */
	private speak({ key, action, id, target, data, metadata, buffers }: CommEvent): void {
		const name = action === "open" ? { target_name: target } : {};
		if (action === "open") {
			this.comms.opened(id, target ?? "");
		} else if (action === "close") {
			this.comms.closed(id);
		}
		this.iopub.publish(`comm_${action}`, { comm_id: id, ...name, data }, this.parent(key), { metadata, buffers });
	}

	private settle(key: string, outcome: Outcome): void {
		const resolve = this.running.get(key);
		this.running.delete(key);
		resolve?.(outcome);
	}

	private ended(end: RuntimeEnd): void {
		if (this.closed) {
			return;
		}
		const fault = end.fault ?? faultOf(end);
		if (this.running.size === 0) {
			this.iopub.stream("stderr", `${fault.traceback.join("\n")}\n`, this.latest.header);
		}
		for (const id of this.comms.clear()) {
			this.iopub.publish("comm_close", { comm_id: id, data: {} }, this.latest.header);
		}
		void this.compiler.ask("reset", {});
		this.runtime = this.start();
		this.debugger.restarted();
		for (const key of [...this.running.keys()]) {
			this.settle(key, { status: "error", fault });
		}
	}
}

function faultOf(end: RuntimeEnd): Fault {
	const words = end.lastWords
		.split("\n")
		.filter((line) => line.trim() !== "" && !/^\s*\d+: 0x/.test(line))
		.slice(-LAST_LINES);
	const quoted = words.length > 0 ? ["Its last words:", ...words] : [];
	return deadFault(how(end), ...quoted);
}

function how({ code, signal, lastWords }: RuntimeEnd): string {
	if (/JavaScript heap out of memory/.test(lastWords)) {
		return "ran out of memory";
	}
	if (signal === null) {
		return `ended with exit code ${code}`;
	}
	return `was ended by ${signal}${signal === "SIGKILL" ? ", perhaps because memory ran out" : ""}`;
}
