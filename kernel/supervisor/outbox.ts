/**
 * What waits to be sent through one socket. A front end that does not read fills its pipe in ZeroMQ, then this; when much
 * waits, whoever writes is asked to stop. One that has read nothing for a long time must not stop the others for ever: it
 * alone loses what it does not take.
 */
import { log } from "./log";

export type Frames = Uint8Array[];

export interface Outlet {
	/** Rejects with `EAGAIN` where a pipe is full. */
	send(frames: Frames): Promise<void>;
	/** Only what publishes: whether a full pipe loses messages instead of refusing them. */
	lose?(isLossy: boolean): void;
}

/** Bytes that wait before writers are asked to stop, and how few let them go on. */
const [FULL, LOW] = [16_000_000, 4_000_000];
/** ZeroMQ says of a publisher that it can always be written to, so it is asked again. */
const RETRY_MS = 5;
const PATIENCE_MS = 60_000;

export class Outbox {
	private waiting: Frames[] = [];
	private bytes = 0;
	private isFull = false;
	/** Whether the front end that did not read still does not. */
	private isLossy = false;
	private sending?: Promise<void>;

	/**
	 * @param press - Told when writers should stop, and when they may go on.
	 * @param patience - How long a full pipe is waited for, in ms.
	 */
	constructor(
		private readonly outlet: Outlet,
		private readonly press: (isFull: boolean) => void = () => {},
		private readonly patience = PATIENCE_MS,
	) {}

	send(frames: Frames): void {
		this.waiting.push(frames);
		this.count(size(frames));
		this.sending ??= this.drain();
	}

	/** Settles when all has been handed to ZeroMQ. */
	async empty(): Promise<void> {
		await this.sending;
	}

	private async drain(): Promise<void> {
		while (this.waiting.length > 0) {
			const batch = this.waiting;
			this.waiting = [];
			for (const frames of batch) {
				await this.deliver(frames);
				this.count(-size(frames));
			}
		}
		this.sending = undefined;
	}

	private count(bytes: number): void {
		this.bytes += bytes;
		if (this.isFull ? this.bytes < LOW : this.bytes > FULL) {
			this.isFull = !this.isFull;
			this.press(this.isFull);
		}
	}

	/** Never fails: a message that cannot be sent at all is told in the log. */
	private async deliver(frames: Frames): Promise<void> {
		const started = performance.now();
		while (!(await this.isTaken(frames))) {
			if (this.isLossy || performance.now() - started > this.patience) {
				await this.lose(frames);
				return;
			}
			await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
		}
		this.isLossy = false;
	}

	private async isTaken(frames: Frames): Promise<boolean> {
		try {
			await this.outlet.send(frames);
			return true;
		} catch (error) {
			const { code, message } = error as NodeJS.ErrnoException;
			if (code !== "EAGAIN") {
				log.say(`send: a message must go out, got ${message}`);
			}
			return code !== "EAGAIN";
		}
	}

	/** Sends to all whose pipes have room. */
	private async lose(frames: Frames): Promise<void> {
		if (!this.isLossy) {
			this.isLossy = true;
			log.say(`iopub: a front end has read nothing for ${this.patience / 1000} s and misses what comes until it does`);
		}
		this.outlet.lose?.(true);
		await this.isTaken(frames);
		this.outlet.lose?.(false);
	}
}

function size(frames: Frames): number {
	return frames.reduce((sum, { length }) => sum + length, 0);
}
