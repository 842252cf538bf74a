import { Signal } from "@lumino/signaling";
import type { Choice } from "../choice";
import type { AttentionMap } from "../maps/attention-map";
import type { Scene } from "../views/view";

/** A map that stands on the page, for whoever lists or copies it. */
export interface OpenMap {
	readonly node: HTMLElement;
	readonly map: AttentionMap | null;
	/** What its views look at, while it is drawn. */
	readonly scene: Scene | null;
	readonly choice: Readonly<Choice>;
	/** The reader has chosen. */
	readonly chose: Signal<unknown, Choice>;
	/** Takes over a choice that was made elsewhere, and keeps it with the output. */
	adopt(choice: Choice): void;
}

/** The outputs of the page that show a map; copies of them are not among them. */
class OpenMaps {
	readonly changed = new Signal<this, void>(this);
	private readonly all = new Set<OpenMap>();
	private order: OpenMap[] | null = null;

	add(map: OpenMap): void {
		this.all.add(map);
		this.order = null;
		this.changed.emit();
	}

	remove(map: OpenMap): void {
		if (!this.all.delete(map)) return;
		this.order = null;
		this.changed.emit();
	}

	/** As they stand on the page; what moves is taken from it and put back, so the order is known until something changes. */
	get inOrder(): readonly OpenMap[] {
		const before = (a: OpenMap, b: OpenMap): boolean =>
			(a.node.compareDocumentPosition(b.node) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
		this.order ??= [...this.all].sort((a, b) => (before(a, b) ? -1 : 1));
		return this.order;
	}

	/** Those within an element, as they stand there. */
	within(node: Node): OpenMap[] {
		return this.inOrder.filter((each) => each.map !== null && node.contains(each.node));
	}

	/** The one that an element belongs to. */
	around(node: Node): OpenMap | null {
		return [...this.all].find((each) => each.node.contains(node)) ?? null;
	}
}

export const openMaps = new OpenMaps();
