/** Requests that are answered one after the other. */
import type { Request } from "./request";

export class Lane {
	private readonly waiting: Request[] = [];
	private busy = false;
	/** What runs now. */
	current?: Request;

	/** @param answer - Must not fail. */
	constructor(private readonly answer: (request: Request, lane: Lane) => Promise<void>) {}

	add(request: Request): void {
		this.waiting.push(request);
		if (!this.busy) {
			void this.run();
		}
	}

	/** Takes out the requests of a type that wait. */
	remove(type: string): Request[] {
		const removed = this.waiting.filter((request) => request.type === type);
		const kept = this.waiting.filter((request) => request.type !== type);
		this.waiting.splice(0, this.waiting.length, ...kept);
		return removed;
	}

	private async run(): Promise<void> {
		this.busy = true;
		for (this.current = this.waiting.shift(); this.current; this.current = this.waiting.shift()) {
			await this.answer(this.current, this);
		}
		this.busy = false;
	}
}
