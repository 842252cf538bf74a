/** A small front end: starts the built kernel and talks to it through real sockets. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Dealer, Subscriber } from "zeromq";
import { ENV } from "../../kernel/kernelspec";
import { address, type Connection } from "../../kernel/protocol/connection";
import { type Content, type Message, newMessage } from "../../kernel/protocol/message";
import { Wire } from "../../kernel/protocol/wire";
import { built } from "./built";

type Channel = "shell" | "control" | "stdin" | "iopub";
export type Heard = Message & { channel: Channel };

export interface StartOptions {
	connection?: Partial<Connection>;
	env?: NodeJS.ProcessEnv;
	argv?: string[];
	/** Keeps what the kernel writes to its standard error, instead of showing it. */
	quiet?: boolean;
}

export class Cell {
	constructor(
		readonly id: string,
		private readonly client: Client,
	) {}

	get heard(): Heard[] {
		return this.client.heardOf(this.id);
	}

	get reply(): Content {
		return this.heard.find(({ header }) => header.msg_type.endsWith("_reply"))?.content ?? {};
	}

	/** What iopub said, `status` by its state. */
	get kinds(): string[] {
		return this.heard
			.filter(({ channel }) => channel === "iopub")
			.map(({ header, content }) => (header.msg_type === "status" ? String(content.execution_state) : header.msg_type));
	}

	of(type: string): Heard[] {
		return this.heard.filter(({ header }) => header.msg_type === type);
	}

	text(name = "stdout"): string {
		return this.of("stream")
			.filter(({ content }) => content.name === name)
			.map(({ content }) => content.text)
			.join("");
	}

	/** The text of the value. */
	get result(): unknown {
		return (this.of("execute_result")[0]?.content.data as Content | undefined)?.["text/plain"];
	}

	/** Settles with the reply and `idle`. */
	async done(): Promise<this> {
		await this.client.until(() => this.kinds.includes("idle") && Object.keys(this.reply).length > 0);
		return this;
	}

	async printed(text: string): Promise<void> {
		await this.client.until(() => this.text().includes(text) || this.text("stderr").includes(text));
	}
}

export class Client {
	readonly heard: Heard[] = [];
	readonly process: ChildProcess;
	/** What the kernel wrote to its standard error, if started quietly. */
	stderr = "";
	readonly wire: Wire;
	private readonly byParent = new Map<unknown, Heard[]>();
	private readonly sockets = { shell: new Dealer(), control: new Dealer(), stdin: new Dealer() };
	private readonly iopub = new Subscriber();
	private readonly waiting = new Set<() => void>();
	private sending: Promise<void> = Promise.resolve();
	private readonly end: Promise<unknown>;

	private constructor(
		readonly folder: string,
		readonly connection: Connection,
		{ env, argv = [], quiet = false }: StartOptions,
	) {
		const file = path.join(folder, "connection.json");
		fs.writeFileSync(file, JSON.stringify(connection));
		this.wire = new Wire(connection.key, connection.signature_scheme);
		this.process = spawn(process.execPath, [built("main.js"), file, ...argv], {
			cwd: folder,
			env: { ...process.env, ...ENV, JPY_PARENT_PID: String(process.pid), ATTENTION_LAB_HISTORY: "off", ...env },
			stdio: ["ignore", "ignore", quiet ? "pipe" : "inherit"],
		});
		this.process.stderr?.on("data", (chunk) => {
			this.stderr += chunk;
		});
		this.end = once(this.process, "exit").then(([code, signal]) => code ?? signal);
		const identity = `client-${process.pid}`;
		for (const [name, socket] of Object.entries(this.sockets)) {
			socket.routingId = identity;
			socket.connect(address(connection, `${name as "shell"}_port`));
			void this.listen(name as Channel, socket);
		}
		this.iopub.connect(address(connection, "iopub_port"));
		this.iopub.subscribe();
		void this.listen("iopub", this.iopub);
	}

	static async start(options: StartOptions = {}): Promise<Client> {
		const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "kernel-")));
		const connection: Connection = {
			transport: "ipc",
			ip: path.join(folder, "s"),
			shell_port: 1,
			control_port: 2,
			iopub_port: 3,
			stdin_port: 4,
			hb_port: 5,
			key: "a key",
			signature_scheme: "hmac-sha256",
			...options.connection,
		};
		const client = new Client(folder, connection, options);
		await client.until(() => client.heard.some(({ header }) => header.msg_type === "iopub_welcome"));
		return client;
	}

	/** Sends a request; the cell collects what comes back. */
	send(
		type: string,
		content: Content = {},
		more: Partial<Message> & { channel?: "shell" | "control" | "stdin" } = {},
	): Cell {
		const { channel = "shell", ...rest } = more;
		const message = newMessage(type, content, {}, rest);
		void this.sendRaw(this.wire.encode([], message), channel);
		return new Cell(message.header.msg_id, this);
	}

	/** Sends a request to a subshell. */
	sendTo(subshell_id: string, type: string, content: Content): Cell {
		const message = newMessage(type, content);
		message.header.subshell_id = subshell_id;
		void this.sendRaw(this.wire.encode([], message));
		return new Cell(message.header.msg_id, this);
	}

	/** A socket takes one message after the other. */
	sendRaw(frames: Uint8Array[], channel: "shell" | "control" | "stdin" = "shell"): Promise<void> {
		this.sending = this.sending.then(() => this.sockets[channel].send(frames));
		return this.sending;
	}

	/** What was said about a request. */
	heardOf(id: string): Heard[] {
		return this.byParent.get(id) ?? [];
	}

	/** Forgets all that was heard. */
	forget(): void {
		this.heard.length = 0;
		this.byParent.clear();
	}

	execute(code: string, more: Content = {}): Cell {
		return this.send("execute_request", { code, allow_stdin: false, ...more });
	}

	async run(code: string, more: Content = {}): Promise<Cell> {
		return this.execute(code, more).done();
	}

	request(type: string, content: Content = {}, channel: "shell" | "control" = "shell"): Promise<Cell> {
		return this.send(type, content, { channel }).done();
	}

	/** Settles once it holds; looked at whenever a message came. */
	until(holds: () => boolean): Promise<void> {
		return new Promise((resolve) => {
			const look = () => {
				if (holds()) {
					this.waiting.delete(look);
					resolve();
				}
			};
			this.waiting.add(look);
			look();
		});
	}

	/** Settles with the kernel's exit code or signal. */
	ended(): Promise<unknown> {
		return this.end;
	}

	async close(): Promise<void> {
		this.process.kill("SIGKILL");
		await this.ended();
		for (const socket of [...Object.values(this.sockets), this.iopub]) {
			socket.close();
		}
		fs.rmSync(this.folder, { recursive: true, force: true });
	}

	private async listen(channel: Channel, socket: Dealer | Subscriber): Promise<void> {
		for await (const frames of socket) {
			const { message, wrong } = this.wire.decode(frames as Buffer[]);
			if (wrong !== undefined) {
				throw new Error(wrong);
			}
			const heard = { ...message, channel };
			const { msg_id } = heard.parent;
			this.heard.push(heard);
			this.byParent.set(msg_id, [...(this.byParent.get(msg_id) ?? []), heard]);
			for (const look of [...this.waiting]) {
				look();
			}
		}
	}
}

/** Settles when no process has this id any more. */
export async function gone(pid: number): Promise<void> {
	for (;;) {
		try {
			process.kill(pid, 0);
		} catch {
			return;
		}
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
