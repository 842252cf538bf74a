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
import { log } from "./log";
import { BadRequest, Request } from "./request";
import { Session } from "./session";
import { type Channel, Sockets } from "./sockets";

type Answer = Content | undefined;
type Handler = (request: Request, lane?: Lane) => Promise<Answer> | Answer;

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
	/** What is being answered. */
	private readonly open = new Set<Request>();
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
			pressed: (isFull) => kernel.session.press(isFull),
		});
		kernel.iopub.status("starting");
		return kernel;
	}

	interrupt(): void {
		for (const request of this.open) {
			request.interrupted = true;
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
	private readonly questions: Record<string, Handler> = {
		kernel_info_request: () => kernelInfo(),
		connect_request: () => ({ status: "ok", ...ports(this.connection) }),
		complete_request: (request) => this.complete(request),
		inspect_request: (request) => this.inspect(request),
		is_complete_request: (request) => this.completeness(request),
		history_request: (request) => this.history.answer(request),
		comm_info_request: (request) => this.session.comms.answer(request.text("target_name", "")),
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
			const subshell_id = request.text("subshell_id");
			if (subshell_id === "" || !this.lanes.delete(subshell_id)) {
				request.refuse("subshell_id", "that of a subshell");
			}
			return { status: "ok" };
		},
		list_subshell_request: () => ({ status: "ok", subshell_id: [...this.lanes.keys()].filter(Boolean) }),
	};

	/** Answers that wait for their turn in a lane. */
	private readonly turns: Record<string, Handler> = {
		execute_request: (request, lane) => this.execute(request, lane!),
		comm_open: (request) => this.hear(request, "open"),
		comm_msg: (request) => this.hear(request, "msg"),
		comm_close: (request) => this.hear(request, "close"),
	};

	private take(channel: Channel, frames: Buffer[]): void {
		try {
			this.meet(new Request(channel, this.wire.decode(frames)));
		} catch (error) {
			log.say((error as Error).message);
		}
	}

	/**
	 * A front end connects its sockets in any order. The first request waits for the first subscription, so that its
	 * `busy` and `idle` are heard.
	 */
	private meet(request: Request): void {
		if (request.channel === "stdin" && request.type === "input_reply") {
			this.answered(request);
		} else if (!this.early) {
			this.route(request);
		} else {
			if (this.early.length === 0) {
				setTimeout(() => this.begin(), SUBSCRIPTION_MS);
			}
			this.early.push(request);
		}
	}

	private begin(): void {
		const early = this.early ?? [];
		this.early = undefined;
		for (const request of early) {
			this.route(request);
		}
	}

	private route(request: Request): void {
		const { channel, type, header } = request;
		if (channel === "shell" && Object.hasOwn(this.turns, type)) {
			const lane = this.lanes.get(header.subshell_id ?? "");
			lane ? lane.add(request) : void this.answer(request, () => noSubshell(header.subshell_id));
		} else {
			const isKnown = channel !== "stdin" && Object.hasOwn(this.questions, type);
			void this.answer(request, isKnown ? this.questions[type] : unknown);
		}
	}

	private addLane(name: string): void {
		this.lanes.set(name, new Lane((request, lane) => this.answer(request, this.turns[request.type], lane)));
	}

	/** Sees a request through; never fails. */
	private async answer(request: Request, handler: Handler, lane?: Lane): Promise<void> {
		this.open.add(request);
		this.iopub.status("busy", request.header);
		let content: Answer;
		try {
			content = request.wrong === undefined ? await handler(request, lane) : badRequest(request.wrong);
		} catch (error) {
			content = failure(error as Error);
		}
		this.close(request, content);
		if (request.type === "shutdown_request" && content?.status === "ok") {
			await this.shutdown();
		}
	}

	/** Sends the reply, and `idle`. What nobody waits for, but cannot be done, is said as text. */
	private close(request: Request, content: Answer): void {
		if (content?.status === "error" && !request.isAsked) {
			this.iopub.stream("stderr", `${content.evalue}\n`, request.header);
		}
		this.iopub.flush();
		if (content && request.isAsked) {
			this.sockets.send(request.channel, this.reply(request, content));
		}
		this.iopub.status("idle", request.header);
		this.open.delete(request);
		const running = this.lanes.get("")?.current;
		if (running && this.open.has(running)) {
			// A front end shows the last state it heard, whoever it was for.
			this.iopub.status("busy", running.header);
		}
	}

	private reply(request: Request, content: Content): Uint8Array[] {
		const type = request.type.replace(/_request$/, "_reply");
		try {
			return this.wire.encode(request.identities, newMessage(type, content, request.header));
		} catch (error) {
			return this.wire.encode(request.identities, newMessage(type, failure(error as Error), request.header));
		}
	}

	private async execute(request: Request, lane: Lane): Promise<Content> {
		const stopsOnError = request.flag("stop_on_error", true);
		const content = await this.executor.execute(request);
		this.inputs.drop(request.key);
		if (content.status === "error" && stopsOnError) {
			await this.abort(lane);
		}
		return content;
	}

	/** Answers, without running them, the cells that came before the reply of the failed one. */
	private async abort(lane: Lane): Promise<void> {
		// What lies in the socket came before, too: let it be read.
		await new Promise(setImmediate);
		await new Promise(setImmediate);
		const aborted = lane.remove("execute_request");
		setImmediate(() => {
			for (const request of aborted) {
				this.iopub.status("busy", request.header);
				this.close(request, ABORTED);
			}
		});
	}

	private async hear(request: Request, action: "open" | "msg" | "close"): Promise<undefined> {
		const id = request.text("comm_id");
		this.session.open(request.key, request.header, false);
		await this.session.hear({
			type: "comm",
			key: request.key,
			action,
			id,
			target: action === "open" ? request.text("target_name") : "",
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
			detail: request.whole("detail_level", 0, 0),
		});
		const data = found ? { "text/plain": found.plain, "text/markdown": found.markdown } : {};
		return { status: "ok", found: found !== undefined, data, metadata: {} };
	}

	private async completeness(request: Request): Promise<Content> {
		return { ...(await this.session.compiler.ask("completeness", { source: request.text("code") })) };
	}

	private ask({ key, id, prompt, password }: { key: string; id: number; prompt: string; password: boolean }): void {
		const request = [...this.open].find((candidate) => candidate.key === key);
		if (!request?.flag("allow_stdin", false)) {
			this.session.reply(id, undefined, "this front end takes no input here (allow_stdin is false)");
			return;
		}
		this.iopub.flush();
		const message = newMessage("input_request", { prompt, password }, request.header);
		this.inputs.add({ id, key, messageId: message.header.msg_id });
		this.sockets.send("stdin", this.wire.encode(request.identities, message));
	}

	/** What the reader typed. An answer to a question that is gone is nobody's. */
	private answered(reply: Request): void {
		const question = this.inputs.take(reply.parent);
		if (!question) {
			return;
		}
		try {
			this.session.reply(question.id, reply.text("value"));
		} catch (error) {
			this.session.reply(question.id, undefined, (error as Error).message);
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
	return [source, toUnits(source, request.whole("cursor_pos", source.length, 0))];
}

function unknown({ type, channel }: Request): Answer {
	return badRequest(`${type.slice(0, 80)}: must be something that the kernel knows on ${channel}, got an unknown type`);
}

function noSubshell(id: unknown): Answer {
	return badRequest(`subshell_id must be that of a subshell, got ${JSON.stringify(id)?.slice(0, 80)}`);
}

function badRequest(words: string): Answer {
	return failure(new BadRequest(words));
}

/** An error as a reply holds it; one of the kernel's own says where it comes from. */
function failure(error: Error): Content {
	const { name, message, stack = message } = error;
	const isExpected = error instanceof BadRequest;
	return {
		status: "error",
		ename: name,
		evalue: message,
		traceback: isExpected ? [`${name}: ${message}`] : stack.split("\n"),
	};
}
