import type { LiveMap, Question, TilePixels } from "../live/live-map";
import { Recent } from "./recent";

/** Pixels along a side of a tile. */
export const TILE = 256;
/** Tiles that are kept: 64 MB of them. */
const KEPT = 256;
/** Requests on their way at once: enough to keep the kernel busy, few enough to change one's mind. */
const AT_ONCE = 6;

/** Wishes that are remembered; the oldest is dropped. */
const TOPICS = 32;

/** One request for pixels, with a name under which its answer is kept. */
export interface Want {
	name: string;
	question: Question;
}

/**
 * Pixels that the kernel has given, and the order in which more are asked for. Who wants something says so under a topic;
 * a newer wish under the same topic replaces the older one, whose requests are withdrawn. Topics are served by urgency,
 * those of equal urgency newest first.
 */
export class Tiles {
	/** Called when a tile has come. */
	onTile: () => void = () => undefined;

	private readonly kept = new Recent<TilePixels>(KEPT);
	private readonly topics = new Map<string, { urgency: number; wants: readonly Want[] }>();
	private readonly running = new Map<string, () => void>();
	private readonly refused = new Set<string>();
	private stopped = false;

	constructor(private readonly live: LiveMap) {}

	find(name: string): TilePixels | undefined {
		return this.kept.get(name);
	}

	/** @param urgency - 0 is served first. */
	want(topic: string, urgency: number, wants: readonly Want[]): void {
		this.topics.delete(topic);
		if (wants.length > 0) this.topics.set(topic, { urgency, wants });
		if (this.topics.size > TOPICS) this.topics.delete(this.topics.keys().next().value as string);
		this.serve();
	}

	dispose(): void {
		this.stopped = true;
		this.topics.clear();
		this.serve();
	}

	private serve(): void {
		const order = [...this.topics.values()].reverse().sort((a, b) => a.urgency - b.urgency);
		const open = order
			.flatMap(({ wants }) => wants)
			.filter(({ name }) => !this.kept.has(name) && !this.refused.has(name));
		const wanted = new Set(open.map(({ name }) => name));
		for (const [name, cancel] of this.running) if (!wanted.has(name)) cancel();
		for (const want of open) {
			if (this.running.size >= AT_ONCE || this.stopped) return;
			if (!this.running.has(want.name)) void this.ask(want);
		}
	}

	private async ask({ name, question }: Want): Promise<void> {
		const asked = this.live.tile(question);
		let withdrawn = false;
		this.running.set(name, () => {
			withdrawn = true;
			this.running.delete(name);
			asked.cancel();
		});
		try {
			const tile = await asked.done;
			if (withdrawn || this.stopped) return;
			this.kept.set(name, tile);
			this.running.delete(name);
			this.onTile();
		} catch {
			if (withdrawn || this.stopped) return;
			this.refused.add(name);
			this.running.delete(name);
		}
		this.serve();
	}
}
