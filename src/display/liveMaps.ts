import { randomUUID } from "node:crypto";

/** What a viewer may ask for by its handle. */
interface Kept {
	/** What it takes. */
	bytes: number;
}

/** Maps by handle, the oldest forgotten first once together they take more than `limit` bytes. */
export class LiveMaps<T extends Kept> {
	private readonly maps = new Map<string, T>();
	private readonly handles = new WeakMap<T, string>();
	private bytes = 0;

	constructor(readonly limit: number) {}

	/** The handle under which this map can be found from now on; the same one when it is kept again. */
	keep(map: T): string {
		const handle = this.handles.get(map) ?? randomUUID();
		this.handles.set(map, handle);
		if (!this.maps.delete(handle)) this.bytes += map.bytes;
		this.maps.set(handle, map);
		for (const [oldest, { bytes }] of this.maps) {
			if (this.bytes <= this.limit || oldest === handle) break;
			this.maps.delete(oldest);
			this.bytes -= bytes;
		}
		return handle;
	}

	find(handle: unknown): T | undefined {
		return typeof handle === "string" ? this.maps.get(handle) : undefined;
	}
}

/** The maps that this process has drawn: a quarter of a gigabyte of them. */
export const liveMaps = new LiveMaps<Kept>(2 ** 28);
