import { PanelLayout, Widget } from "@lumino/widgets";
import type { Choice } from "../choice";
import { element } from "../element";
import { type OpenMap, openMaps } from "../links/open-maps";
import { MapViewer } from "../map-viewer";

/** A second view of a map that stands in an output: what is chosen in one is chosen in the other. */
export class MapCopy extends Widget {
	private viewer: MapViewer | null = null;
	private origin: OpenMap | null = null;
	private document: unknown = null;
	private readonly empty: Widget;

	/** @param waiting - What stands here while there is no map. */
	constructor(waiting = "") {
		super();
		this.addClass("al-Copy");
		const layout = new PanelLayout();
		this.layout = layout;
		this.empty = new Widget({ node: element("p", "al-Copy-empty", {}, waiting) });
		layout.addWidget(this.empty);
		openMaps.changed.connect(this.follow, this);
	}

	get shown(): OpenMap | null {
		return this.origin;
	}

	/** Shows another map, or none. */
	present(origin: OpenMap | null): void {
		if (origin === this.origin && origin?.map?.document === this.document) return;
		if (origin === this.origin && origin?.map && this.viewer !== null) {
			this.document = origin.map.document;
			void this.viewer.showDocument(this.document, origin.choice);
			return;
		}
		this.leave();
		this.origin = origin;
		if (origin === null || origin.map === null) return;
		this.document = origin.map.document;
		const viewer = new MapViewer(origin.node);
		viewer.onChoice = (choice) => origin.adopt(choice);
		this.viewer = viewer;
		this.empty.hide();
		(this.layout as PanelLayout).addWidget(viewer);
		origin.chose.connect(this.onChosen, this);
		void viewer.showDocument(this.document, origin.choice);
	}

	override dispose(): void {
		if (this.isDisposed) return;
		openMaps.changed.disconnect(this.follow, this);
		this.leave();
		super.dispose();
	}

	private onChosen(_: unknown, choice: Choice): void {
		this.viewer?.choose(choice);
	}

	private follow(): void {
		if (this.origin?.map !== undefined && this.origin?.map !== null) this.present(this.origin);
	}

	private leave(): void {
		this.origin?.chose.disconnect(this.onChosen, this);
		this.viewer?.dispose();
		this.viewer = null;
		this.empty.show();
		this.origin = null;
		this.document = null;
	}
}
