import type { Quantity } from "@attention-lab/attention/map";
import { Signal } from "@lumino/signaling";
import type { LiveMap, Reply } from "../live/live-map";
import type { Cell } from "../selection";
import type { Span } from "../viewport";
import type { AttentionMap } from "./attention-map";
import { patchOf, wantsOf } from "./mosaic";
import { Patchwork } from "./patchwork";
import { peakOf, searchPeak } from "./peak";
import type { Plane } from "./plane";
import { Recent } from "./recent";
import { cut } from "./strip";
import { TILE, Tiles, type Want } from "./tiles";
import { without } from "./without";
import { zoomFor } from "./zoom";

/** `saved`: the notebook's own preview. `asking`: a kernel was called and has not answered. `live`: it has. */
export type WeightsState = "saved" | "asking" | "live";

/** What is looked at comes first, then single rows, then whole matrices. */
const URGENCY = { view: 0, row: 1, whole: 2 };

/** What a view may look at: numbers of a map by head, row and rectangle. */
export type LookedAt = Pick<
	Weights,
	| "of"
	| "hidden"
	| "state"
	| "reason"
	| "offers"
	| "plane"
	| "view"
	| "row"
	| "column"
	| "finest"
	| "preview"
	| "peak"
	| "ask"
>;

/** What a matrix is made of: the weights, unless the reader chose something else. */
interface Kind {
	of: Quantity;
	/** Keys that are left out. */
	hidden: readonly number[];
}

/** Where planes come from: the kernel's exact numbers when they have arrived, the saved preview until then. */
export class Weights {
	/** A plane has become finer, or the state has changed. */
	readonly changed = new Signal<this, void>(this);
	state: WeightsState = "saved";
	/** Why the kernel could not help, in its own words; empty when nobody was asked. */
	reason = "";
	/** What the kernel can be asked for. */
	offers: readonly string[] = [];

	private readonly saved = new Recent<Plane>(64);
	private live: LiveMap | null = null;
	/** What the kernel has given, while one answers. */
	private given: { tiles: Tiles; work: Patchwork } | null = null;
	private kind: Kind = { of: "weights", hidden: [] };

	constructor(readonly map: AttentionMap) {}

	get of(): Quantity {
		return this.kind.of;
	}

	/** Keys that are left out of every row. */
	get hidden(): readonly number[] {
		return this.kind.hidden;
	}

	/** Shows another quantity, or the same without some keys; the kernel is asked anew. */
	show(of: Quantity, hidden: readonly number[]): void {
		if (of === this.kind.of && hidden.join() === this.kind.hidden.join()) return;
		this.kind = { of, hidden: [...hidden] };
		this.saved.clear();
		this.renew(this.live);
		this.changed.emit();
	}

	/** The best plane of a whole matrix there is now; a better one is asked for and announced by `changed`. */
	plane(lead: readonly number[]): Plane {
		const { query, key } = this.map;
		const zoom = zoomFor(query.size, key.size);
		return this.whole(lead, zoom) ?? this.fallback(lead);
	}

	/**
	 * The best plane of what is on the screen: it covers the rectangle (and some cells around it) in pixels of 2^zoom x 2^zoom
	 * cells, coarser ones standing in until the kernel has answered. Without a kernel it is the saved plane.
	 */
	view(lead: readonly number[], query: Span, key: Span, zoom: number): Plane {
		const { given, size } = this;
		if (given === null) return this.fallback(lead);
		const most = zoomFor(...size);
		const whole = this.whole(lead, most);
		if (whole !== null && zoom >= most) {
			given.tiles.want("view", URGENCY.view, []);
			return whole;
		}
		const patch = patchOf(query, key, Math.min(zoom, most), size);
		given.tiles.want("view", URGENCY.view, this.questions(wantsOf(patch, lead, size)));
		return given.work.make(`view/${lead}`, patch, lead);
	}

	/** All keys of one query, 1 x S; exact once the kernel has answered. */
	row(lead: readonly number[], query: number): Plane {
		return this.strip("row", lead, [query, query + 1], [0, this.map.key.size]);
	}

	/** All queries of one key, L x 1; exact once the kernel has answered. */
	column(lead: readonly number[], key: number): Plane {
		return this.strip("column", lead, [0, this.map.query.size], [key, key + 1]);
	}

	/** The finest plane that is there and holds a cell. */
	finest(lead: readonly number[], query: number, key: number): Plane {
		const { given, size } = this;
		for (let zoom = 0; given !== null && zoom < zoomFor(...size); zoom++) {
			const side = 2 ** zoom * TILE;
			const tile = given.work.tile(lead, zoom, Math.floor(query / side), Math.floor(key / side));
			if (tile !== undefined) return tile;
		}
		return this.plane(lead);
	}

	/** The cell whose number is the largest by size; down to one cell only where the kernel answers. `null` where all are masked. */
	async peak(lead: readonly number[]): Promise<Cell | null> {
		const whole = this.plane(lead);
		const { live } = this;
		if (live === null || !whole.exact) return peakOf(whole);
		return searchPeak(whole, this.size, (place) => {
			const [{ question }] = this.questions([{ name: "peak", question: { lead: [...lead], ...place } }]);
			return live.tile(question).done;
		});
	}

	/** The saved weights, whatever the kernel knows and whatever the reader looks at. */
	preview(lead: readonly number[]): Plane {
		const name = lead.join();
		const saved = this.saved.get(name) ?? without(this.map.plane(lead), this.kind.hidden);
		this.saved.set(name, saved);
		return saved;
	}

	/** Sends any request of the protocol to the living kernel. */
	ask(type: string, fields: object): Promise<Reply> {
		if (this.live === null) return Promise.reject(new Error(`${type}: no kernel answers`));
		return this.live.ask(type, fields).done;
	}

	/** Listens to a living map from now on, or with `null` to nobody. */
	connect(live: LiveMap | null): void {
		this.live?.dispose();
		this.renew(null);
		this.live = live;
		this.offers = [];
		this.turn(live === null ? "saved" : "asking", "");
		if (live === null) return;
		live.onLost = (reason) => this.drop(live, reason);
		live.ready.then(
			(ready) => {
				if (this.live !== live) return;
				const wanted = this.map.document.axes.map((axis) => axis.size).join();
				if (ready.shape.join() !== wanted) return this.drop(live, `[${ready.shape}]`);
				this.offers = ready.offers ?? ["weights"];
				this.renew(live);
				this.turn("live", "");
			},
			(error: Error) => this.drop(live, error.message),
		);
	}

	dispose(): void {
		this.renew(null);
		this.live?.dispose();
		this.live = null;
		Signal.clearData(this);
	}

	private drop(live: LiveMap, reason: string): void {
		if (this.live !== live) return;
		this.live = null;
		this.offers = [];
		this.renew(null);
		live.dispose();
		this.turn("saved", reason);
	}

	private turn(state: WeightsState, reason: string): void {
		this.state = state;
		this.reason = reason;
		this.changed.emit();
	}

	/** Forgets all tiles; asks for new ones from now on where a kernel answers. */
	private renew(live: LiveMap | null): void {
		this.given?.tiles.dispose();
		this.given = null;
		if (live === null) return;
		const tiles = new Tiles(live);
		const marks = this.kind.of === "weights";
		const work = new Patchwork(tiles, this.map, zoomFor(...this.size), marks, (lead) => this.fallback(lead));
		tiles.onTile = () => {
			work.renew();
			this.changed.emit();
		};
		this.given = { tiles, work };
	}

	private get size(): [number, number] {
		return [this.map.query.size, this.map.key.size];
	}

	private questions(wants: readonly Want[]): Want[] {
		const { of, hidden } = this.kind;
		const more = { ...(of !== "weights" && { of }), ...(hidden.length > 0 && { without: [...hidden] }) };
		return wants.map(({ name, question }) => ({ name, question: { ...question, ...more } }));
	}

	/** The plane of a whole matrix once all of its tiles are there. */
	private whole(lead: readonly number[], zoom: number): Plane | null {
		const { given, size } = this;
		if (given === null) return null;
		const name = `whole/${lead}`;
		const exact = given.work.exact(name);
		if (exact !== null) return exact;
		const patch = patchOf([0, size[0]], [0, size[1]], zoom, size);
		given.tiles.want(name, URGENCY.whole, this.questions(wantsOf(patch, lead, size)));
		return given.work.isThere(patch, lead) ? given.work.make(name, patch, lead) : null;
	}

	/** The saved weights, or nothing but zeros where the reader looks at what is not saved. */
	private fallback(lead: readonly number[]): Plane {
		if (this.kind.of === "weights") return this.preview(lead);
		return { rows: 1, columns: 1, values: new Float32Array(1), pooling: this.size, exact: false };
	}

	private strip(topic: string, lead: readonly number[], query: Span, key: Span): Plane {
		const { given } = this;
		const whole = this.plane(lead);
		if (given === null) return cut(whole, query, key);
		const name = `${topic}/${lead}/${query[0]}/${key[0]}`;
		const question = { lead: [...lead], query: [...query] as Pair, key: [...key] as Pair, zoom: 0 };
		const isPooled = Math.max(...whole.pooling) > 1 || !whole.exact;
		given.tiles.want(topic, URGENCY.row, isPooled ? this.questions([{ name, question }]) : []);
		const tile = given.tiles.find(name);
		if (tile === undefined) return cut(whole, query, key);
		return given.work.marked({ ...tile, pooling: [1, 1], exact: true, origin: [query[0], key[0]] });
	}
}

type Pair = [number, number];
