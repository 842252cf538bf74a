/** `progress`: walks through an iterable and shows how far it is. */
import { randomUUID } from "node:crypto";
import { currentKey } from "./context";
import { display } from "./display";
import { escapeHtml } from "./html";

const REDRAW_MS = 100;
const CELLS = 24;
/** Bars below each other begin at the same place. */
const LABEL = "display: inline-block; min-width: 5em";

interface Options {
	total?: number;
}

/** A `tf.data.Dataset`, which is walked through by a method of its own. */
interface DatasetLike<T> {
	iterator(): Promise<{ next(): Promise<IteratorResult<T>> }>;
}

export function progress<T>(items: Iterable<T> | AsyncIterable<T> | DatasetLike<T>, label = "", options: Options = {}) {
	const total = options.total ?? length(items);
	if (typeof (items as DatasetLike<T>)?.iterator === "function") {
		return walkLater(elements(items as DatasetLike<T>), new Bar(label, total));
	}
	if (typeof (items as AsyncIterable<T>)?.[Symbol.asyncIterator] === "function") {
		return walkLater(items as AsyncIterable<T>, new Bar(label, total));
	}
	if (typeof (items as Iterable<T>)?.[Symbol.iterator] === "function") {
		return walk(items as Iterable<T>, new Bar(label, total));
	}
	throw new TypeError(`progress: items must be iterable, got ${typeof items}`);
}

function* walk<T>(items: Iterable<T>, bar: Bar): Generator<T> {
	try {
		bar.begin();
		for (const item of items) {
			yield item;
			bar.step();
		}
	} finally {
		bar.end();
	}
}

async function* walkLater<T>(items: AsyncIterable<T>, bar: Bar): AsyncGenerator<T> {
	try {
		bar.begin();
		for await (const item of items) {
			yield item;
			bar.step();
		}
	} finally {
		bar.end();
	}
}

async function* elements<T>(dataset: DatasetLike<T>): AsyncGenerator<T> {
	const iterator = await dataset.iterator();
	for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
		yield step.value;
	}
}

function length(items: unknown): number | undefined {
	const { length: count, size } = items as { length?: unknown; size?: unknown };
	return [count, size].find(Number.isFinite) as number | undefined;
}

/** A row that is free for the next bar at its depth, and so on inside it. */
interface Place {
	displayId: string;
	inside?: Place;
}

/** Bars of one request that have begun and not ended, the outer ones first. */
let open: { key: string; bars: Bar[] } = { key: "", bars: [] };

class Bar {
	private done = 0;
	private start = 0;
	private drawn = Number.NEGATIVE_INFINITY;
	private displayId = "";
	/** Left by the bar before, inside this one. */
	private inside: Place | undefined;

	constructor(
		private readonly label: string,
		private readonly total: number | undefined,
	) {}

	begin(): void {
		const key = currentKey();
		open = open.key === key ? open : { key, bars: [] };
		const outer = open.bars.at(-1);
		const taken = outer?.inside;
		if (outer) {
			outer.inside = undefined;
		}
		this.displayId = taken?.displayId ?? randomUUID();
		this.inside = taken?.inside;
		open.bars.push(this);
		this.start = performance.now();
		this.draw(taken !== undefined);
	}

	step(): void {
		this.done += 1;
		if (performance.now() - this.drawn >= REDRAW_MS) {
			this.draw();
		}
	}

	end(): void {
		this.draw();
		const at = open.bars.indexOf(this);
		if (at >= 0) {
			open.bars.splice(at, 1);
		}
		const outer = open.bars[at - 1];
		if (outer) {
			outer.inside = { displayId: this.displayId, inside: this.inside };
		}
	}

	private draw(update = true): void {
		this.drawn = performance.now();
		display(null, { raw: { "text/html": this.html(), "text/plain": this.text() }, displayId: this.displayId, update });
	}

	private text(): string {
		const lead = this.label ? `${this.label} ` : "";
		if (this.total === undefined) {
			return `${lead}${this.figures()}`;
		}
		const full = Math.round((this.total > 0 ? this.done / this.total : 1) * CELLS);
		return `${lead}|${"█".repeat(Math.min(full, CELLS)).padEnd(CELLS, "·")}| ${this.figures()}`;
	}

	private html(): string {
		const range = this.total === undefined ? "" : ` max="${Math.max(this.total, 1)}" value="${this.done}"`;
		const bar =
			this.total === undefined ? "" : `<progress${range} style="width: 16em; vertical-align: middle"></progress> `;
		const label = this.label ? `<span style="${LABEL}">${escapeHtml(this.label)}</span> ` : "";
		return `<div role="status" style="font-variant-numeric: tabular-nums">${label}${bar}${escapeHtml(this.figures())}</div>`;
	}

	private figures(): string {
		const passed = (performance.now() - this.start) / 1000;
		if (this.total === undefined) {
			return `${this.done} in ${clock(passed)}`;
		}
		const left = this.done > 0 ? (passed / this.done) * (this.total - this.done) : 0;
		const time = this.done < this.total && this.done > 0 ? `${clock(passed)}, ${clock(left)} left` : clock(passed);
		return `${this.done}/${this.total} in ${time}`;
	}
}

function clock(seconds: number): string {
	if (seconds < 10) {
		return `${seconds.toFixed(1)} s`;
	}
	const whole = Math.round(seconds);
	return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} min`;
}
