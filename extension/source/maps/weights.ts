import { Signal } from "@lumino/signaling";
import type { LiveMap } from "../live/live-map";
import type { AttentionMap } from "./attention-map";
import type { Plane } from "./plane";
import { Recent } from "./recent";

/** `saved`: the notebook's own preview. `asking`: a kernel was called and has not answered. `live`: it has. */
export type WeightsState = "saved" | "asking" | "live";

/** The most pixels asked for at once: a 1024 x 1024 plane is 4 MB on the wire. */
export const MAX_TILE = 2 ** 20;

/** How far a plane must be pooled to fit {@link MAX_TILE}: pixels are 2^zoom x 2^zoom cells. */
export function zoomFor(queries: number, keys: number, most = MAX_TILE): number {
	let zoom = 0;
	while (Math.ceil(queries / 2 ** zoom) * Math.ceil(keys / 2 ** zoom) > most) zoom++;
	return zoom;
}

/** Where planes come from: the kernel's exact weights when they have arrived, the saved preview until then. */
export class Weights {
	/** A plane has become exact, or the state has changed. */
	readonly changed = new Signal<this, void>(this);
	state: WeightsState = "saved";
	/** Why the kernel could not help, in its own words; empty when nobody was asked. */
	reason = "";

	private readonly saved = new Recent<Plane>(64);
	private readonly exact = new Recent<Plane>(16);
	private readonly asked = new Set<string>();
	private live: LiveMap | null = null;

	constructor(readonly map: AttentionMap) {}

	/** The best plane there is now; an exact one is asked for and announced by `changed`. */
	plane(lead: readonly number[]): Plane {
		const key = lead.join();
		const exact = this.exact.get(key);
		if (exact !== undefined) return exact;
		if (this.state === "live") void this.ask(key, [...lead]);
		return this.preview(lead);
	}

	/** The saved plane, whatever the kernel knows. */
	preview(lead: readonly number[]): Plane {
		const key = lead.join();
		const saved = this.saved.get(key) ?? this.map.plane(lead);
		this.saved.set(key, saved);
		return saved;
	}

	/** Listens to a living map from now on, or with `null` to nobody. */
	connect(live: LiveMap | null): void {
		this.live?.dispose();
		this.live = live;
		this.exact.clear();
		this.asked.clear();
		this.turn(live === null ? "saved" : "asking", "");
		if (live === null) return;
		live.onLost = (reason) => this.drop(live, reason);
		live.ready.then(
			(ready) => {
				if (this.live !== live) return;
				const wanted = this.map.document.axes.map((axis) => axis.size).join();
				if (ready.shape.join() === wanted) this.turn("live", "");
				else this.drop(live, `[${ready.shape}]`);
			},
			(error: Error) => this.drop(live, error.message),
		);
	}

	dispose(): void {
		this.live?.dispose();
		this.live = null;
		Signal.clearData(this);
	}

	private drop(live: LiveMap, reason: string): void {
		if (this.live !== live) return;
		this.live = null;
		live.dispose();
		this.exact.clear();
		this.turn("saved", reason);
	}

	private turn(state: WeightsState, reason: string): void {
		this.state = state;
		this.reason = reason;
		this.changed.emit();
	}

	private async ask(key: string, lead: number[]): Promise<void> {
		const { live, map } = this;
		if (live === null || this.asked.has(key)) return;
		this.asked.add(key);
		const queries = map.query.size;
		const keys = map.key.size;
		const zoom = zoomFor(queries, keys);
		const side = 2 ** zoom;
		try {
			const tile = await live.tile({ lead, query: [0, queries], key: [0, keys], zoom });
			if (this.live !== live) return;
			if (tile.rows !== Math.ceil(queries / side) || tile.columns !== Math.ceil(keys / side)) return;
			this.exact.set(key, map.markMasked({ ...tile, pooling: [side, side], exact: true }));
			this.asked.delete(key);
			this.changed.emit();
		} catch {
			// The saved preview stays; the state says so when the line itself is lost.
		}
	}
}
