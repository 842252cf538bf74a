/** Holds streams as long as there is a reason to, unless there is a hurry. */
import type { Readable } from "node:stream";

export class Valve {
	private readonly reasons = new Set<string>();
	private hurry = false;

	constructor(private readonly streams: readonly Readable[]) {}

	/** Whether all is read without delay. */
	get isHurried(): boolean {
		return this.hurry;
	}

	set isHurried(isHurried: boolean) {
		this.hurry = isHurried;
		this.turn();
	}

	hold(reason: string, isHeld: boolean): void {
		isHeld ? this.reasons.add(reason) : this.reasons.delete(reason);
		this.turn();
	}

	private turn(): void {
		const isOpen = this.hurry || this.reasons.size === 0;
		for (const stream of this.streams) {
			isOpen ? stream.resume() : stream.pause();
		}
	}
}
