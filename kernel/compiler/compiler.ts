/** The supervisor's side of the compiler thread. */
import * as path from "node:path";
import { Worker } from "node:worker_threads";
import type { Answer, Ask, Kind, Reply } from "./requests";

export class Compiler {
	private thread: Worker;
	private readonly waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
	private count = 0;
	private closed = false;

	/** @param folder - The notebook's folder: where imports are looked up. */
	constructor(private readonly folder: string) {
		this.thread = this.start();
	}

	ask<K extends Kind>(kind: K, ask: Ask<K>): Promise<Answer<K>> {
		const id = this.count++;
		return new Promise((resolve, reject) => {
			this.waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
			this.thread.postMessage({ id, kind, ask });
		});
	}

	async close(): Promise<void> {
		this.closed = true;
		await this.thread.terminate();
	}

	private start(): Worker {
		const thread = new Worker(path.join(__dirname, "start.js"), {
			workerData: { folder: this.folder },
			// With more room the collector lets 800 MB of garbage lie, and with a larger young generation 40 MB more.
			resourceLimits: { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 8 },
		});
		thread.on("message", ({ id, answer, failure }: Reply) => {
			const waiting = this.waiting.get(id);
			this.waiting.delete(id);
			if (failure === undefined) {
				waiting?.resolve(answer);
			} else {
				waiting?.reject(new Error(`compiler: ${failure}`));
			}
		});
		thread.on("error", (error) => this.lost(error as Error));
		thread.on("exit", (code) => this.lost(new Error(`compiler: the thread ended with ${code}`)));
		return thread;
	}

	/** A thread that ended, for example out of memory, is replaced; what it was asked is answered with the error. */
	private lost(error: Error): void {
		for (const { reject } of this.waiting.values()) {
			reject(error);
		}
		this.waiting.clear();
		if (!this.closed) {
			this.thread.removeAllListeners();
			this.thread = this.start();
		}
	}
}
