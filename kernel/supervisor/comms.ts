/** Which comms are open, on either side's initiative. */
import type { Content } from "../protocol/message";

export class CommTable {
	private readonly targets = new Map<string, string>();

	opened(id: string, target: string): void {
		this.targets.set(id, target);
	}

	closed(id: string): void {
		this.targets.delete(id);
	}

	/** Forgets all, and tells which they were. */
	clear(): string[] {
		const ids = [...this.targets.keys()];
		this.targets.clear();
		return ids;
	}

	/** @param target - Only comms to this one; empty for all. */
	answer(target: string): Content {
		const wanted = [...this.targets].filter(([, name]) => !target || name === target);
		return { status: "ok", comms: Object.fromEntries(wanted.map(([id, name]) => [id, { target_name: name }])) };
	}
}
