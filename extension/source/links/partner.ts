import { host } from "../host";
import type { AttentionMap } from "../maps/attention-map";
import { isFitting } from "../maps/fitting";
import type { Neighbour } from "../surroundings";
import { openMaps } from "./open-maps";

/** The map that another one is compared with, by its reader's choice among the maps of the notebook. */
export class Partner {
	private node: HTMLElement | null = null;
	private map: AttentionMap | null = null;

	/**
	 * @param own - The output whose map is compared.
	 * @param show - Called with the map to compare with, or `null` for none.
	 */
	constructor(
		private readonly own: HTMLElement,
		private readonly show: (map: AttentionMap | null) => void,
	) {}

	/** The other maps of the notebook, in their order. */
	neighbours(): Neighbour[] {
		const place = host.place(this.own);
		const all = openMaps.inOrder.filter(({ node }) => host.place(node) === place);
		return all.flatMap(({ node, map }, i) => (node === this.own || map === null ? [] : [{ number: i + 1, node, map }]));
	}

	choose(neighbour: Neighbour | null): void {
		this.node = neighbour?.node ?? null;
		this.map = neighbour?.map ?? null;
		this.show(this.map);
	}

	/** What a map is still compared with; none that does not fit. */
	of(map: AttentionMap): AttentionMap | null {
		return this.map !== null && isFitting(map, this.map) ? this.map : null;
	}

	/** Takes over what stands in the place of the map that was chosen; what has gone from the page stays as it was. */
	follow(own: AttentionMap): void {
		const now = this.node && openMaps.around(this.node)?.map;
		if (!now || now === this.map || !isFitting(own, now)) return;
		this.map = now;
		this.show(now);
	}
}
