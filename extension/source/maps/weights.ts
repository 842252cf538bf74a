import type { Quantity } from "@attention-lab/attention/map";
import { Signal } from "@lumino/signaling";
import type { LiveMap, Reply } from "../live/live-map";
import type { Span } from "../viewport";
import type { AttentionMap } from "./attention-map";
import { assemble, type Patch, paste, patchOf, tileName, wantsOf } from "./mosaic";
import type { Plane } from "./plane";
import { Recent } from "./recent";
import { cut } from "./strip";
import { TILE, Tiles, type Want } from "./tiles";
import { without } from "./without";

/** `saved`: the notebook's own preview. `asking`: a kernel was called and has not answered. `live`: it has. */
export type WeightsState = "saved" | "asking" | "live";

/** The most pixels of a plane that shows a whole matrix: 1024 x 1024, 4 MB on the wire. */
export const MAX_TILE = 2 ** 20;
/** What is looked at comes first, then single rows, then whole matrices. */
const URGENCY = { view: 0, row: 1, whole: 2 };
/** Planes that stay put together. */
const KEPT = 20;

/** How far a plane must be pooled to fit {@link MAX_TILE}: pixels are 2^zoom x 2^zoom cells. */
export function zoomFor(queries: number, keys: number, most = MAX_TILE): number {
	let zoom = 0;
	while (Math.ceil(queries / 2 ** zoom) * Math.ceil(keys / 2 ** zoom) > most) zoom++;
	return zoom;
}

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

/** A plane that was put together, when, and the tiles that it still waits for, by name. */
interface Made {
	key: string;
	plane: Plane;
	version: number;
	missing: Map<string, [number, number]>;
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
	private readonly made = new Recent<Made>(KEPT);
	private readonly seen = new WeakSet<Float32Array>();
	private live: LiveMap | null = null;
	private tiles: Tiles | null = null;
	private kind: Kind = { of: "weights", hidden: [] };
	/** Counts the tiles that have come: what was made before the last one may be made better. */
	private version = 0;

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
		const { tiles, size } = this;
		if (tiles === null) return this.fallback(lead);
		const most = zoomFor(...size);
		const whole = this.whole(lead, most);
		if (whole !== null && zoom >= most) {
			tiles.want("view", URGENCY.view, []);
			return whole;
		}
		const patch = patchOf(query, key, Math.min(zoom, most), size);
		tiles.want("view", URGENCY.view, this.questions(wantsOf(patch, lead, size)));
		return this.make(`view/${lead}`, patch, lead);
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
		const { map, tiles } = this;
		for (let zoom = 0; tiles !== null && zoom < zoomFor(map.query.size, map.key.size); zoom++) {
			const side = 2 ** zoom * TILE;
			const [row, column] = [Math.floor(query / side), Math.floor(key / side)];
			const tile = this.tile(lead, zoom, row, column);
			if (tile !== undefined) return tile;
		}
		return this.plane(lead);
	}

	/** The cell with the largest number of a head; down to one cell only where the kernel answers. `null` where all are masked. */
	async peak(lead: readonly number[]): Promise<{ query: number; key: number } | null> {
		let plane = this.plane(lead);
		for (;;) {
			const at = peakOf(plane);
			if (at === null) return null;
			const { query, key } = at;
			if (this.live === null || !plane.exact || Math.max(...plane.pooling) === 1) return { query, key };
			const question = {
				lead: [...lead],
				query: [query, Math.min(this.size[0], query + plane.pooling[0])] as Pair,
				key: [key, Math.min(this.size[1], key + plane.pooling[1])] as Pair,
				zoom: zoomFor(plane.pooling[0], plane.pooling[1], TILE * TILE),
			};
			const [{ question: whole }] = this.questions([{ name: "peak", question }]);
			const side = 2 ** question.zoom;
			const tile = await this.live.tile(whole).done;
			plane = { ...tile, pooling: [side, side], exact: true, origin: [query, key] };
		}
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
		this.tiles?.dispose();
		this.made.clear();
		this.version++;
		this.tiles = live === null ? null : new Tiles(live);
		if (this.tiles === null) return;
		this.tiles.onTile = () => {
			this.version++;
			this.changed.emit();
		};
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
		const { tiles, size } = this;
		if (tiles === null) return null;
		const name = `whole/${lead}`;
		const made = this.made.get(name);
		if (made?.plane.exact) return made.plane;
		const patch = patchOf([0, size[0]], [0, size[1]], zoom, size);
		const wants = wantsOf(patch, lead, size);
		tiles.want(name, URGENCY.whole, this.questions(wants));
		if (wants.some((want) => tiles.find(want.name) === undefined)) return null;
		return this.make(name, patch, lead);
	}

	/** A patch's plane out of what is there now; tiles that came since it was made are put into it. */
	private make(name: string, patch: Patch, lead: readonly number[]): Plane {
		const key = [name, patch.zoom, patch.rows, patch.columns].join("/");
		const found = this.made.get(name);
		const made = found?.key === key ? found : this.assembled(key, patch, lead);
		if (!made.plane.exact && made.version !== this.version) this.complete(made, patch, lead);
		this.made.set(name, made);
		return made.plane;
	}

	private assembled(key: string, patch: Patch, lead: readonly number[]): Made {
		const missing = new Map<string, [number, number]>();
		const plane = assemble(patch, this.size, (row, column) => {
			const tile = this.tile(lead, patch.zoom, row, column);
			if (tile === undefined) missing.set(tileName(lead, patch.zoom, row, column), [row, column]);
			return { plane: tile ?? this.standIn(lead, patch.zoom, row, column), there: tile !== undefined };
		});
		const { origin = [0, 0] } = plane;
		if (origin[0] === 0 && origin[1] === 0) delete plane.origin;
		return { key, plane, version: this.version, missing };
	}

	private complete(made: Made, patch: Patch, lead: readonly number[]): void {
		const edits = [...(made.plane.edits ?? [])];
		for (const [name, place] of made.missing) {
			const tile = this.tile(lead, patch.zoom, ...place);
			if (tile === undefined) continue;
			edits.push(paste(made.plane, patch, place, tile));
			made.missing.delete(name);
		}
		made.version = this.version;
		made.plane = { ...made.plane, edits, exact: made.missing.size === 0 };
	}

	/** The finest tile that covers a tile's place, or the saved plane. */
	private standIn(lead: readonly number[], zoom: number, row: number, column: number): Plane {
		const most = zoomFor(...this.size);
		for (let up = 1; zoom + up <= most; up++) {
			const tile = this.tile(lead, zoom + up, row >> up, column >> up);
			if (tile !== undefined) return tile;
		}
		return this.fallback(lead);
	}

	/** The saved weights, or nothing but zeros where the reader looks at what is not saved. */
	private fallback(lead: readonly number[]): Plane {
		if (this.kind.of === "weights") return this.preview(lead);
		return { rows: 1, columns: 1, values: new Float32Array(1), pooling: this.size, exact: false };
	}

	private tile(lead: readonly number[], zoom: number, row: number, column: number): Plane | undefined {
		const pixels = this.tiles?.find(tileName(lead, zoom, row, column));
		if (pixels === undefined) return undefined;
		const side = 2 ** zoom;
		return this.marked({
			...pixels,
			pooling: [side, side],
			exact: true,
			origin: [row * TILE * side, column * TILE * side],
		});
	}

	/** A plane whose forbidden cells are marked; the marks stay in the numbers, so that this is done once each. */
	private marked(plane: Plane): Plane {
		if (this.kind.of !== "weights" || this.seen.has(plane.values)) return plane;
		this.seen.add(plane.values);
		return this.map.markMasked(plane);
	}

	private strip(topic: string, lead: readonly number[], query: Span, key: Span): Plane {
		const whole = this.plane(lead);
		const name = `${topic}/${lead}/${query[0]}/${key[0]}`;
		const question = { lead: [...lead], query: [...query] as Pair, key: [...key] as Pair, zoom: 0 };
		const isPooled = Math.max(...whole.pooling) > 1 || !whole.exact;
		this.tiles?.want(topic, URGENCY.row, isPooled ? this.questions([{ name, question }]) : []);
		const tile = this.tiles?.find(name);
		if (tile === undefined) return cut(whole, query, key);
		const origin: Pair = [query[0], key[0]];
		return this.marked({ ...tile, pooling: [1, 1], exact: true, origin });
	}
}

type Pair = [number, number];

/** The corner of the pixel with the largest number. */
function peakOf({ values, columns, pooling, origin = [0, 0] }: Plane): { query: number; key: number } | null {
	let at = -1;
	for (let i = 0; i < values.length; i++) if (values[i] > (values[at] ?? Number.NEGATIVE_INFINITY)) at = i;
	if (at < 0) return null;
	const [row, column] = [Math.floor(at / columns), at % columns];
	return { query: origin[0] + row * pooling[0], key: origin[1] + column * pooling[1] };
}
