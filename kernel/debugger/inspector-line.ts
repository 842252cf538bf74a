/** The line to the inspector of the runtime: Chrome's DevTools protocol, in frames. */
import type { Duplex } from "node:stream";
import { FrameReader, toFrame } from "../protocol/frames";
import type { FromInspector, ToInspector } from "../protocol/inspector";

export class InspectorLine {
	private readonly waiting = new Map<number, { resolve(result: never): void; reject(error: Error): void }>();
	private count = 0;
	private isOpen = true;

	/** @param news - Told what nobody asked for: `Debugger.paused`, `Debugger.resumed` … */
	constructor(
		private readonly stream: Duplex,
		news: (method: string, params: never) => void,
	) {
		const reader = new FrameReader();
		stream.on("error", () => {});
		stream.on("close", () => this.close());
		const read = (chunk: Buffer) => {
			try {
				return reader.push(chunk) as FromInspector[];
			} catch {
				stream.destroy(); // A cell wrote to the descriptor.
				return [];
			}
		};
		stream.on("data", (chunk: Buffer) => {
			for (const { id, result, error, method, params } of read(chunk)) {
				if (id === undefined) {
					news(method ?? "", params as never);
				} else if (error === undefined) {
					this.take(id)?.resolve(result as never);
				} else {
					this.take(id)?.reject(new Error(error));
				}
			}
		});
	}

	/** @throws what the inspector answers, and when the runtime ends first. */
	async ask<T>(method: string, params: object = {}): Promise<T> {
		if (!this.isOpen) {
			throw new Error(`debugger: ${method} needs a running process, it has ended`);
		}
		const id = this.count++;
		return new Promise<T>((resolve, reject) => {
			this.waiting.set(id, { resolve, reject });
			this.stream.write(toFrame({ id, method, params } satisfies ToInspector));
		});
	}

	private take(id: number) {
		const waiting = this.waiting.get(id);
		this.waiting.delete(id);
		return waiting;
	}

	private close(): void {
		this.isOpen = false;
		for (const { reject } of this.waiting.values()) {
			reject(new Error("debugger: the process that runs cells has ended"));
		}
		this.waiting.clear();
	}
}
