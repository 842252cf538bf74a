import type { AttentionMap } from "./attention-map";
import { assemble, type Patch, paste, tileName, wantsOf } from "./mosaic";
import type { Plane } from "./plane";
import { Recent } from "./recent";
import { TILE, type Tiles } from "./tiles";

/** Planes that stay put together. */
const KEPT = 20;

/** A plane that was put together, when, and the tiles that it still waits for, by name. */
interface Made {
	key: string;
	plane: Plane;
	version: number;
	missing: Map<string, [number, number]>;
}

/** Planes put together out of tiles as they come, the finest that is there standing in for what is not. */
export class Patchwork {
	private readonly made = new Recent<Made>(KEPT);
	private readonly seen = new WeakSet<Float32Array>();
	/** Counts the tiles that have come: what was made before the last one may be made better. */
	private version = 0;

	/**
	 * @param most - The zoom at which the whole matrix is one patch.
	 * @param marks - Whether cells that the mask's name forbids are marked.
	 * @param fallback - What stands in where no tile does.
	 */
	constructor(
		private readonly tiles: Tiles,
		private readonly map: AttentionMap,
		private readonly most: number,
		private readonly marks: boolean,
		private readonly fallback: (lead: readonly number[]) => Plane,
	) {}

	private get size(): [number, number] {
		return [this.map.query.size, this.map.key.size];
	}

	/** A tile has come. */
	renew(): void {
		this.version++;
	}

	/** A plane of this name that is exact already, whatever its patch. */
	exact(name: string): Plane | null {
		const plane = this.made.get(name)?.plane;
		return plane?.exact ? plane : null;
	}

	/** Whether every tile of a patch is there. */
	isThere(patch: Patch, lead: readonly number[]): boolean {
		return wantsOf(patch, lead, this.size).every((want) => this.tiles.find(want.name) !== undefined);
	}

	/** A patch's plane out of what is there now; tiles that came since it was made are put into it. */
	make(name: string, patch: Patch, lead: readonly number[]): Plane {
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
		for (let up = 1; zoom + up <= this.most; up++) {
			const tile = this.tile(lead, zoom + up, row >> up, column >> up);
			if (tile !== undefined) return tile;
		}
		return this.fallback(lead);
	}

	/** A tile as a plane, where it is there. */
	tile(lead: readonly number[], zoom: number, row: number, column: number): Plane | undefined {
		const pixels = this.tiles.find(tileName(lead, zoom, row, column));
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
	marked(plane: Plane): Plane {
		if (!this.marks || this.seen.has(plane.values)) return plane;
		this.seen.add(plane.values);
		return this.map.markMasked(plane);
	}
}
