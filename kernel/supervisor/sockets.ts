/**
 * The five sockets of a kernel. The only file that knows ZeroMQ.
 *
 * Nothing is dropped: one send at a time for each socket, the rest queued (`outbox.ts`).
 */
// biome-ignore lint/style/noRestrictedImports: this is the one file.
import { Reply, Router, type Socket, XPublisher } from "zeromq";
import { address, type Connection, type Port } from "../protocol/connection";
import { type Frames, Outbox } from "./outbox";

export type Channel = "shell" | "control" | "stdin";

export interface Listener {
	/** A request came. */
	take(channel: Channel, frames: Buffer[]): void;
	/** A front end subscribed to a topic of iopub. */
	subscribed(topic: Buffer): void;
	/** Much waits for a front end to read: whoever publishes should stop, or may go on. */
	pressed(isFull: boolean): void;
}

const LINGER_MS = 1000;
/** Messages that wait for one front end; text comes in messages of 64 kB. */
const PUBLISHED = 500;

export class Sockets {
	private readonly routers: Record<Channel, Router>;
	private readonly iopub: XPublisher;
	private readonly heartbeat: Reply;
	private readonly outboxes: Record<Channel | "iopub", Outbox>;

	private constructor(connection: Connection, { pressed }: Listener) {
		const common = { linger: LINGER_MS, sendHighWaterMark: 0, receiveHighWaterMark: 0, ...curve(connection) };
		const router = () => new Router({ ...common, handover: true });
		this.routers = { shell: router(), control: router(), stdin: router() };
		this.iopub = new XPublisher({ ...common, sendHighWaterMark: PUBLISHED });
		this.iopub.verbosity = "allSubs";
		this.iopub.noDrop = true;
		this.heartbeat = new Reply({ ...common, linger: 0 });
		const { shell, control, stdin } = this.routers;
		this.outboxes = {
			shell: new Outbox(shell),
			control: new Outbox(control),
			stdin: new Outbox(stdin),
			iopub: new Outbox(
				{
					send: (frames) => this.iopub.send(frames),
					lose: (isLossy) => {
						this.iopub.noDrop = !isLossy;
					},
				},
				pressed,
			),
		};
	}

	static async open(connection: Connection, listener: Listener): Promise<Sockets> {
		const sockets = new Sockets(connection, listener);
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
		const empty = Promise.all(Object.values(this.outboxes).map((outbox) => outbox.empty()));
		await Promise.race([empty, new Promise((resolve) => setTimeout(resolve, LINGER_MS))]);
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
