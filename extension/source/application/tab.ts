import { MainAreaWidget } from "@jupyterlab/apputils";
import type { INotebookTracker } from "@jupyterlab/notebook";
import { host } from "../host";
import { type OpenMap, openMaps } from "../links/open-maps";
import { titleOf } from "../maps/title";
import { attentionIcon } from "./icon";
import { MapCopy } from "./map-copy";
import { mapAt, type Place } from "./place";

/**
 * A map in a tab of the main area. It shows whatever map stands at its place, so it follows a cell that is run again; while
 * none stands there it keeps the last one.
 */
export class MapTab extends MainAreaWidget<MapCopy> {
	/** @param place - `null` for a map that stands in no notebook: the tab shows that one map. */
	constructor(
		readonly place: Place | null,
		private readonly notebooks: INotebookTracker,
	) {
		super({ content: new MapCopy(host.words("The map appears here once its notebook shows it.")) });
		this.addClass("al-MapTab");
		this.title.icon = attentionIcon;
		this.title.closable = true;
		this.title.label = host.words("Attention map");
		this.title.caption = place?.path ?? "";
		openMaps.changed.connect(this.follow, this);
		this.follow();
	}

	present(map: OpenMap): void {
		this.content.present(map);
		if (map.map !== null) this.title.label = titleOf(map.map, host.words("Attention map"));
	}

	/** Its notebook has another name. */
	move(path: string): void {
		if (this.place === null) return;
		this.place.path = path;
		this.title.caption = path;
	}

	override dispose(): void {
		openMaps.changed.disconnect(this.follow, this);
		super.dispose();
	}

	private follow(): void {
		const map = this.place && mapAt(this.place, this.notebooks);
		if (map !== null) this.present(map);
	}
}
