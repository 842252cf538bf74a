/** How much each cell may still show. */
import { MB } from "./limits";

interface Use {
	shown: number;
	dropped: number;
	/** Whether its end has been told. */
	over: boolean;
}

/** Cells whose late output is still counted. */
const REMEMBERED = 2000;

export class Allowance {
	private readonly uses = new Map<string, Use>();
	private readonly limit: number;

	/** @param megabytes - Of one cell; without it, anything goes. */
	constructor(private readonly megabytes: number | undefined) {
		this.limit = (megabytes ?? Number.POSITIVE_INFINITY) * MB;
	}

	/** The part of a text that may still be shown. */
	text(key: string, text: string): string {
		if (this.megabytes === undefined) {
			return text;
		}
		const use = this.use(key);
		const room = Math.max(0, Math.floor(this.limit - use.shown));
		use.shown += Math.min(room, text.length);
		use.dropped += Math.max(0, text.length - room);
		return text.slice(0, room);
	}

	/** Whether a display may still be shown; one that replaces another must only fit by itself. */
	fits(key: string, bundle: unknown, isUpdate: boolean): boolean {
		if (this.megabytes === undefined) {
			return true;
		}
		const size = JSON.stringify(bundle).length;
		const use = this.use(key);
		if (size > this.limit - (isUpdate ? 0 : use.shown)) {
			use.dropped += size;
			return false;
		}
		use.shown += isUpdate ? 0 : size;
		return true;
	}

	/** The cell's outputs were cleared. */
	clear(key: string): void {
		this.use(key).shown = 0;
	}

	/** What to tell of a cell that ends: one line, if something was dropped. */
	end(key: string): string {
		const use = this.uses.get(key);
		if (!use || use.dropped === 0 || use.over) {
			return "";
		}
		use.over = true;
		const dropped = (use.dropped / MB).toFixed(use.dropped < MB / 10 ? 6 : 1);
		return `ATTENTION_LAB_OUTPUT_MB: a cell must show at most ${this.megabytes} MB, got ${dropped} MB more, which were dropped\n`;
	}

	private use(key: string): Use {
		const use = this.uses.get(key) ?? { shown: 0, dropped: 0, over: false };
		this.uses.set(key, use);
		if (this.uses.size > REMEMBERED) {
			this.uses.delete(this.uses.keys().next().value!);
		}
		return use;
	}
}
