/**
 * The five sockets of a kernel. The only file that knows ZeroMQ.
 *
 * Nothing is dropped: no high-water mark, and one send at a time for each socket, the rest queued.
 */
// biome-ignore lint/style/noRestrictedImports: this is the one file.
import { Reply, Router, type Socket, XPublisher } from "zeromq";
import { address, type Connection, type Port } from "../protocol/connection";

export type Channel = "shell" | "control" | "stdin";

export interface Listener {
	/** A request came. */
	take(channel: Channel, frames: Buffer[]): void;
	/** A front end subscribed to a topic of iopub. */
	subscribed(topic: Buffer): void;
}

type Frames = Uint8Array[];

class Outbox {
	private readonly waiting: Frames[] = [];
	private sending?: Promise<void>;

	constructor(private readonly socket: { send(frames: Frames): Promise<void> }) {}

	send(frames: Frames): void {
		this.waiting.push(frames);
		this.sending ??= this.drain();
	}

	/** Settles when all has been handed to ZeroMQ. */
	async empty(): Promise<void> {
		await this.sending;
	}

	private async drain(): Promise<void> {
		for (let at = 0; at < this.waiting.length; at += 1) {
			await this.socket.send(this.waiting[at]);
		}
		this.waiting.length = 0;
		this.sending = undefined;
	}
}

const LINGER_MS = 1000;

export class Sockets {
	private readonly routers: Record<Channel, Router>;
	private readonly iopub: XPublisher;
	private readonly heartbeat: Reply;
	private readonly outboxes: Record<Channel | "iopub", Outbox>;

	private constructor(connection: Connection) {
		const common = { linger: LINGER_MS, sendHighWaterMark: 0, receiveHighWaterMark: 0, ...curve(connection) };
		const router = () => new Router({ ...common, handover: true });
		this.routers = { shell: router(), control: router(), stdin: router() };
		this.iopub = new XPublisher(common);
		this.iopub.verbosity = "allSubs";
		this.heartbeat = new Reply({ ...common, linger: 0 });
		const { shell, control, stdin } = this.routers;
		this.outboxes = {
			shell: new Outbox(shell),
			control: new Outbox(control),
			stdin: new Outbox(stdin),
			iopub: new Outbox(this.iopub),
		};
	}

	static async open(connection: Connection, listener: Listener): Promise<Sockets> {
		const sockets = new Sockets(connection);
		const { shell, control, stdin } = sockets.routers;
		const bindings: [Socket & { bind(address: string): Promise<void> }, Port][] = [
			[sockets.heartbeat, "hb_port"],
			[sockets.iopub, "iopub_port"],
			[stdin, "stdin_port"],
			[control, "control_port"],
			[shell, "shell_port"],
		];
		for (const [socket, port] of bindings) {
			await socket.bind(address(connection, port));
		}
		for (const [channel, router] of Object.entries(sockets.routers)) {
			void listen(router, (frames) => listener.take(channel as Channel, frames));
		}
		void listen(sockets.iopub, ([frame]) => frame[0] === 1 && listener.subscribed(frame.subarray(1)));
		void sockets.beat();
		return sockets;
	}

	send(channel: Channel | "iopub", frames: Frames): void {
		this.outboxes[channel].send(frames);
	}

	async close(): Promise<void> {
		await Promise.all(Object.values(this.outboxes).map((outbox) => outbox.empty()));
		for (const socket of [...Object.values(this.routers), this.iopub, this.heartbeat]) {
			socket.close();
		}
	}

	private async beat(): Promise<void> {
		for await (const frames of this.heartbeat) {
			await this.heartbeat.send(frames);
		}
	}
}

async function listen(socket: AsyncIterable<Buffer[]>, take: (frames: Buffer[]) => void): Promise<void> {
	for await (const frames of socket) {
		take(frames);
	}
}

/** Encryption, when the connection file brings keys. */
function curve({ curve_secretkey: curveSecretKey }: Connection) {
	return curveSecretKey ? { curveServer: true, curveSecretKey } : {};
}
