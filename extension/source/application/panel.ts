import { PanelLayout, Widget } from "@lumino/widgets";
import { element } from "../element";
import { host } from "../host";
import { type OpenMap, openMaps } from "../links/open-maps";
import { titleOf } from "../maps/title";
import { MapCopy } from "./map-copy";
import { thumbnail } from "./thumbnail";

/** From so many maps on there is a search field. */
const MANY = 6;
let count = 0;

/** The maps of the active notebook as a list, and the chosen one large. */
export class MapPanel extends Widget {
	private readonly copy = new MapCopy();
	private readonly search = element("input", "al-Control", { type: "search" });
	private readonly list = element("ul", "al-Panel-list", { role: "listbox", tabindex: "0" });
	private readonly empty = element("p", "al-Panel-empty");
	private readonly go = element("button", "al-Control", { type: "button" });
	private place: Node | null = null;
	private maps: OpenMap[] = [];
	private frame = 0;

	constructor() {
		super();
		this.addClass("al-Panel");
		this.id = "attention-lab-panel";
		const top = new Widget({ node: element("div", "", {}, this.search, this.empty, this.list, this.go) });
		const layout = new PanelLayout();
		this.layout = layout;
		layout.addWidget(top);
		layout.addWidget(this.copy);
		this.search.addEventListener("input", () => this.draw());
		this.list.addEventListener("click", (event) => {
			const at = [...this.list.children].findIndex((entry) => entry.contains(event.target as Node));
			if (at >= 0) this.present(this.maps[at]);
		});
		this.list.addEventListener("keydown", (event) => this.onKey(event));
		this.go.addEventListener("click", () => this.copy.shown?.node.scrollIntoView({ block: "center" }));
		openMaps.changed.connect(this.soon, this);
		host.changed.connect(this.soon, this);
		this.soon();
	}

	/** Follows another notebook. */
	follow(place: Node | null): void {
		this.place = place;
		this.soon();
	}

	get shown(): OpenMap | null {
		return this.copy.shown;
	}

	present(map: OpenMap): void {
		this.copy.present(map);
		this.soon();
	}

	override dispose(): void {
		if (this.isDisposed) return;
		cancelAnimationFrame(this.frame);
		openMaps.changed.disconnect(this.soon, this);
		host.changed.disconnect(this.soon, this);
		super.dispose();
	}

	private soon(): void {
		this.frame ||= requestAnimationFrame(() => this.draw());
	}

	private onKey(event: KeyboardEvent): void {
		const at = this.maps.indexOf(this.copy.shown as OpenMap);
		const last = this.maps.length - 1;
		const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
		if (to === undefined || last < 0) return;
		event.preventDefault();
		this.present(this.maps[Math.max(0, Math.min(last, to))]);
	}

	private draw(): void {
		this.frame = 0;
		const { words } = host;
		const all = this.place === null ? [] : openMaps.within(this.place);
		const wanted = this.search.value.trim().toLowerCase();
		this.maps = all.filter((each) => titleOf(each.map!, words("Attention map")).toLowerCase().includes(wanted));
		const { shown } = this.copy;
		if (shown === null || !all.includes(shown)) this.copy.present(all[0] ?? null);
		this.search.hidden = all.length < MANY;
		this.search.ariaLabel = this.search.placeholder = words("Search maps");
		this.empty.hidden = all.length > 0;
		this.empty.textContent = words(
			"No attention map here yet. End a cell with attentionMap(weights), and it appears in this list.",
		);
		this.list.hidden = all.length === 0;
		this.list.ariaLabel = words("Attention maps");
		this.go.hidden = all.length === 0;
		this.go.textContent = words("Go to cell");
		const entries = this.maps.map((each) => this.entry(each));
		this.list.replaceChildren(...entries);
		this.list.setAttribute("aria-activedescendant", entries.find((each) => each.ariaSelected === "true")?.id ?? "");
	}

	private entry(each: OpenMap): HTMLElement {
		const { document } = each.map!;
		const size = document.axes.map((axis) => axis.size).join(" × ");
		const about = element("small", "", {}, [document.source.model, size].filter(Boolean).join(" · "));
		const name = element("div", "", {}, element("bdi", "", {}, titleOf(each.map!, host.words("Attention map"))), about);
		const chosen = String(each === this.copy.shown);
		const attributes = { role: "option", id: `al-map-${++count}`, "aria-selected": chosen };
		return element("li", "al-Panel-entry", attributes, thumbnail(each.map!, this.node), name);
	}
}
