/** Takes every message of the protocol and sees that each gets its reply and its `idle`. */
import { randomUUID } from "node:crypto";
import type { DebugRequest } from "../debugger/protocol";
import { type Connection, ports } from "../protocol/connection";
import { type Content, newMessage } from "../protocol/message";
import { toPoints, toUnits } from "../protocol/position";
import { Wire } from "../protocol/wire";
import { ABORTED, Executor } from "./execute";
import { History } from "./history";
import { historyFolder } from "./history-folder";
import { kernelInfo } from "./info";
import { Inputs } from "./inputs";
import { Iopub } from "./iopub";
import { Lane } from "./lane";
import { readLimits } from "./limits";
import { Request } from "./request";
import { Session } from "./session";
import { type Channel, Sockets } from "./sockets";

type Answer = Content | undefined;

/** How long the first request waits for a front end to listen. */
const SUBSCRIPTION_MS = 250;
/** How long the end waits for a slow disk. */
const WRITE_MS = 1000;

export class Kernel {
	private readonly wire: Wire;
	private sockets!: Sockets;
	private readonly iopub: Iopub;
	private readonly history = new History(historyFolder(process.env));
	private readonly inputs = new Inputs();
	private readonly session: Session;
	private readonly executor: Executor;
	/** The main lane of shell has the name "". */
	private readonly lanes = new Map<string, Lane>();
	private ending = false;
	/** Requests that came before anyone listened to iopub. */
	private early?: Request[] = [];

	private constructor(
		private readonly connection: Connection,
		folder: string,
	) {
		const limits = readLimits(process.env);
		this.wire = new Wire(connection.key, connection.signature_scheme);
		this.iopub = new Iopub((topic, message) => {
			this.sockets.send("iopub", this.wire.encode([Buffer.from(topic)], message));
		});
		this.session = new Session(folder, this.iopub, { asked: (question) => this.ask(question) }, limits);
		this.executor = new Executor(this.session, this.iopub, this.history, limits);
		this.addLane("");
	}

	/** Starts a kernel whose cells run in `folder`. */
	static async start(connection: Connection, folder: string): Promise<Kernel> {
		const kernel = new Kernel(connection, folder);
		kernel.sockets = await Sockets.open(connection, {
			take: (channel, frames) => kernel.take(channel, frames),
			subscribed: (topic) => kernel.welcome(topic),
		});
		kernel.iopub.status("starting");
		return kernel;
	}

	interrupt(): void {
		for (const { current } of this.lanes.values()) {
			if (current) {
				current.interrupted = true;
			}
		}
		this.session.interrupt();
	}

	async shutdown(): Promise<void> {
		if (!this.ending) {
			this.ending = true;
			await this.session.close();
			await Promise.race([this.history.written(), new Promise((resolve) => setTimeout(resolve, WRITE_MS))]);
			this.iopub.flush();
			await this.sockets.close();
		}
		process.exit(0);
	}

	/** Answers that need not wait for a running cell. */
	private readonly questions: Record<string, (request: Request) => Promise<Answer> | Answer> = {
		kernel_info_request: () => kernelInfo(),
		connect_request: () => ({ status: "ok", ...ports(this.connection) }),
		complete_request: (request) => this.complete(request),
		inspect_request: (request) => this.inspect(request),
		is_complete_request: (request) => this.completeness(request),
		history_request: (request) => this.history.answer(request),
		comm_info_request: (request) => this.session.comms.answer(request.text("target_name")),
		interrupt_request: () => {
			this.interrupt();
			return { status: "ok" };
		},
		debug_request: (request) => this.session.debugger.answer(request.content as unknown as DebugRequest),
		shutdown_request: (request) => ({ status: "ok", restart: request.flag("restart", false) }),
		create_subshell_request: () => {
			const subshell_id = randomUUID();
			this.addLane(subshell_id);
			return { status: "ok", subshell_id };
		},
		delete_subshell_request: (request) => {
			this.lanes.delete(request.text("subshell_id") || "none");
			return { status: "ok" };
		},
		list_subshell_request: () => ({ status: "ok", subshell_id: [...this.lanes.keys()].filter(Boolean) }),
	};

	/** Answers that wait for their turn in a lane. */
	private readonly turns: Record<string, (request: Request) => Promise<Answer>> = {
		execute_request: (request) => this.execute(request),
		comm_open: (request) => this.hear(request, "open"),
		comm_msg: (request) => this.hear(request, "msg"),
		comm_close: (request) => this.hear(request, "close"),
	};

	private take(channel: Channel, frames: Buffer[]): void {
		try {
			const received = this.wire.decode(frames);
			if (channel === "stdin") {
				this.answered(received.message.parent, received.message.content);
			} else {
				this.meet(new Request(channel, received));
			}
		} catch (error) {
			process.stderr.write(`attention-lab: ${(error as Error).message}\n`);
		}
	}

	/**
	 * A front end connects its sockets in any order. The first request waits for the first subscription, so that its
	 * `busy` and `idle` are heard.
	 */
	private meet(request: Request): void {
		if (!this.early) {
			this.route(request);
			return;
		}
		if (this.early.length === 0) {
			setTimeout(() => this.begin(), SUBSCRIPTION_MS);
		}
		this.early.push(request);
	}

	private begin(): void {
		const early = this.early ?? [];
		this.early = undefined;
		for (const request of early) {
			this.route(request);
		}
	}

	private route(request: Request): void {
		if (request.type in this.turns && request.channel === "shell") {
			const lane = this.lanes.get(request.header.subshell_id ?? "") ?? this.lanes.get("")!;
			lane.add(request);
		} else {
			void this.answer(request, this.questions[request.type]);
		}
	}

	private addLane(name: string): void {
		this.lanes.set(name, new Lane((request) => this.answer(request, this.turns[request.type])));
	}

	private async answer(request: Request, handler?: (request: Request) => Promise<Answer> | Answer): Promise<void> {
		this.iopub.status("busy", request.header);
		let content: Answer;
		try {
			content = await handler?.(request);
		} catch (error) {
			const { name, message, stack = message } = error as Error;
			content = { status: "error", ename: name, evalue: message, traceback: stack.split("\n") };
		}
		this.close(request, content);
		if (request.type === "shutdown_request") {
			await this.shutdown();
		}
	}

	/** Sends the reply, and `idle`. */
	private close(request: Request, content: Answer): void {
		this.iopub.flush();
		if (content && request.type.endsWith("_request")) {
			const type = request.type.replace(/_request$/, "_reply");
			const message = newMessage(type, content, request.header);
			this.sockets.send(request.channel, this.wire.encode(request.identities, message));
		}
		this.iopub.status("idle", request.header);
		const running = this.lanes.get("")?.current;
		if (running && running !== request) {
			// A front end shows the last state it heard, whoever it was for.
			this.iopub.status("busy", running.header);
		}
	}

	private async execute(request: Request): Promise<Content> {
		const content = await this.executor.execute(request);
		this.inputs.drop(request.key);
		if (content.status === "error" && request.flag("stop_on_error", true)) {
			await this.abort(request);
		}
		return content;
	}

	/** Answers, without running them, the cells that came before the reply of the failed one. */
	private async abort(failed: Request): Promise<void> {
		// What lies in the socket came before, too: let it be read.
		await new Promise(setImmediate);
		await new Promise(setImmediate);
		const lane = this.lanes.get(failed.header.subshell_id ?? "") ?? this.lanes.get("")!;
		const aborted = lane.remove("execute_request");
		setImmediate(() => {
			for (const request of aborted) {
				this.iopub.status("busy", request.header);
				this.close(request, { ...ABORTED, execution_count: this.executor.executionCount });
			}
		});
	}

	private async hear(request: Request, action: "open" | "msg" | "close"): Promise<undefined> {
		this.session.open(request.key, request.header, false);
		await this.session.hear({
			type: "comm",
			key: request.key,
			action,
			id: request.text("comm_id"),
			target: request.text("target_name"),
			data: request.content.data ?? {},
			metadata: request.metadata,
			buffers: request.buffers,
		});
		return undefined;
	}

	private async complete(request: Request): Promise<Content> {
		const [source, offset] = cursor(request);
		const found = await this.session.compiler.ask("complete", { source, offset });
		const [start, end] = [toPoints(source, found.start), toPoints(source, found.end)];
		const types = found.items.map((item) => ({ start, end, ...item }));
		return {
			status: "ok",
			matches: found.items.map(({ text }) => text),
			cursor_start: start,
			cursor_end: end,
			metadata: { _jupyter_types_experimental: types },
		};
	}

	private async inspect(request: Request): Promise<Content> {
		const [source, offset] = cursor(request);
		const found = await this.session.compiler.ask("inspect", {
			source,
			offset,
			detail: request.number("detail_level", 0),
		});
		const data = found ? { "text/plain": found.plain, "text/markdown": found.markdown } : {};
		return { status: "ok", found: found !== undefined, data, metadata: {} };
	}

	private async completeness(request: Request): Promise<Content> {
		return { ...(await this.session.compiler.ask("completeness", { source: request.text("code") })) };
	}

	private ask({ key, id, prompt, password }: { key: string; id: number; prompt: string; password: boolean }): void {
		const request = [...this.lanes.values()].map((lane) => lane.current).find((current) => current?.key === key);
		if (!request?.flag("allow_stdin", false)) {
			this.session.reply(id, undefined, "this front end takes no input here (allow_stdin is false)");
			return;
		}
		this.iopub.flush();
		const message = newMessage("input_request", { prompt, password }, request.header);
		this.inputs.add({ id, key, messageId: message.header.msg_id });
		this.sockets.send("stdin", this.wire.encode(request.identities, message));
	}

	private answered(parent: object, content: Content): void {
		const question = this.inputs.take(parent);
		if (question) {
			this.session.reply(question.id, String(content.value ?? ""));
		}
	}

	private welcome(topic: Buffer): void {
		const message = newMessage("iopub_welcome", { subscription: topic.toString() });
		this.sockets.send("iopub", this.wire.encode([topic], message));
		this.begin();
	}
}

/** The code of a request and its cursor in UTF-16 units. */
function cursor(request: Request): [source: string, offset: number] {
	const source = request.text("code");
	return [source, toUnits(source, request.number("cursor_pos", source.length))];
}
