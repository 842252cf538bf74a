/**
 * Ends running cells on an interrupt, with all variables kept.
 *
 * Two ways lead here. When this thread answers, a top-level await that is pending rejects, so that `finally` of the cell
 * runs. When it does not, the watchdog has terminated whatever ran; that code is gone without a trace, its promise will
 * never settle, and the cell is settled from here.
 */
import type { Outcome } from "../protocol/runtime";

export class KeyboardInterrupt extends Error {
	override name = "KeyboardInterrupt";
	constructor() {
		super("the cell was interrupted");
	}
}

export const INTERRUPTED: Outcome = {
	status: "error",
	fault: {
		ename: "KeyboardInterrupt",
		evalue: "the cell was interrupted",
		traceback: ["KeyboardInterrupt: the cell was interrupted; all variables are kept"],
	},
};

/** How long `finally` of an interrupted cell may take before the cell is settled without it. */
const GRACE_MS = 100;

export class Interruptible {
	private static readonly running = new Set<Interruptible>();
	private readonly pending = new Set<(error: Error) => void>();

	/**
	 * @param key - Of the request.
	 * @param giveUp - Settles the cell when its own code cannot.
	 */
	constructor(
		private readonly key: string,
		private readonly giveUp: () => void,
	) {
		Interruptible.running.add(this);
	}

	/** Whether a request has begun and not ended. */
	static isOpen(key: string): boolean {
		return [...Interruptible.running].some((cell) => cell.key === key);
	}

	/** A promise that an interrupt rejects. */
	guard<T>(value: T | PromiseLike<T>): T | Promise<T> {
		if (typeof (value as PromiseLike<T>)?.then !== "function") {
			return value as T;
		}
		return new Promise<T>((resolve, reject) => {
			this.pending.add(reject);
			const free = () => this.pending.delete(reject);
			Promise.resolve(value).then(
				(result) => {
					free();
					resolve(result);
				},
				(error) => {
					free();
					reject(error);
				},
			);
		});
	}

	/** An iterable whose next step an interrupt rejects. */
	async *guardEach<T>(items: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): AsyncGenerator<Awaited<T>> {
		const iterator = (items as AsyncIterable<T>)[Symbol.asyncIterator]?.() ?? (items as Iterable<T>)[Symbol.iterator]();
		try {
			for (let step = await this.guard(iterator.next()); !step.done; step = await this.guard(iterator.next())) {
				yield await step.value;
			}
		} finally {
			void iterator.return?.();
		}
	}

	end(): void {
		Interruptible.running.delete(this);
	}

	static interruptAll(): void {
		for (const cell of Interruptible.running) {
			cell.interrupt();
		}
	}

	private interrupt(): void {
		const waiting = [...this.pending];
		this.pending.clear();
		for (const reject of waiting) {
			reject(new KeyboardInterrupt());
		}
		setTimeout(() => Interruptible.running.has(this) && this.giveUp(), waiting.length > 0 ? GRACE_MS : 0);
	}
}
