import { tableFor } from "@attention-lab/attention/map";
import type { ColourScale } from "./colours/colour-scale";
import { readPalette } from "./colours/palette";
import { element } from "./element";
import { type Page, pageOf } from "./layout/page";
import type { AttentionMap } from "./maps/attention-map";
import { Weights } from "./maps/weights";
import { Selection } from "./selection";
import { VIEWS, type ViewName } from "./views";
import type { Change, Scene, View } from "./views/view";
import type { Words } from "./words/words";

/** What a reader chose, kept with the output. */
export interface Choice {
	lead?: number[];
	shape?: ColourScale["shape"];
}

export const EVERYTHING: readonly Change[] = ["room", "look", "lead", "data", "theme"];

/** One map and its views on an element: it collects what has changed and draws once per frame. */
export class Stage {
	readonly scene: Scene;
	private readonly views: [ViewName, View][];
	private readonly changes = new Set<Change>();
	private readonly voice = element("div", "al-Viewer-voice", { "aria-live": "polite" });
	private page: Page = pageOf(0);
	private frame = 0;
	private quiet = false;

	/** @param onChoice - Called when the reader chooses another head or another scale. */
	constructor(
		private readonly node: HTMLElement,
		map: AttentionMap,
		words: Words,
		private readonly onChoice: (choice: Choice) => void,
	) {
		const palette = readPalette(node);
		const { table, masked } = { table: tableFor(palette.light), masked: palette.masked };
		this.scene = {
			map,
			weights: new Weights(map),
			selection: new Selection(map.document.axes.map((axis) => axis.size)),
			words,
			palette,
			scale: { table, largest: map.largest, shape: "sqrt", masked },
			announce: (text) => {
				this.voice.textContent = text;
			},
			setShape: (shape) => this.setShape(shape),
		};
		this.listen();
		const names = Object.keys(VIEWS) as ViewName[];
		this.views = names.map((name) => [name, VIEWS[name](this.scene)]);
		for (const [name, view] of this.views) view.node.dataset.part = name;
		node.replaceChildren(...this.views.map(([, view]) => view.node), this.voice);
		this.fit();
		this.refresh(...EVERYTHING);
	}

	/** New weights on the same axes: the views stay, so nothing flickers. `false` where the axes differ. */
	exchange(map: AttentionMap): boolean {
		const { scene } = this;
		if (JSON.stringify(scene.map.document.axes) !== JSON.stringify(map.document.axes)) return false;
		scene.weights.dispose();
		scene.map = map;
		scene.weights = new Weights(map);
		scene.weights.changed.connect(() => this.refresh("data"));
		scene.scale = { ...scene.scale, largest: map.largest };
		this.refresh("data", "look");
		return true;
	}

	/** Takes over what a reader chose earlier; anything else in it is left alone. */
	choose(choice: Choice): void {
		this.quiet = true;
		if (Array.isArray(choice.lead)) this.scene.selection.lead = choice.lead.map(Number);
		if (choice.shape === "sqrt" || choice.shape === "linear") this.setShape(choice.shape);
		this.quiet = false;
	}

	/** Fits the parts to the element's width. */
	fit(): void {
		const width = Math.floor(this.node.clientWidth - 8);
		if (width <= 0) return;
		this.page = pageOf(width);
		this.node.classList.toggle("al-mod-wide", this.page.wide);
		this.refresh("room");
	}

	/** Reads the page's colours again. */
	recolour(): void {
		const { scene } = this;
		scene.palette = readPalette(this.node);
		scene.scale = { ...scene.scale, table: tableFor(scene.palette.light), masked: scene.palette.masked };
		this.refresh("theme");
	}

	/** Draws what these changes touch, in the next frame. */
	refresh(...changes: readonly Change[]): void {
		for (const change of changes) this.changes.add(change);
		this.frame ||= requestAnimationFrame(() => this.draw());
	}

	dispose(): void {
		cancelAnimationFrame(this.frame);
		for (const [, view] of this.views) view.dispose();
		this.scene.weights.dispose();
		this.scene.selection.dispose();
		this.node.replaceChildren();
	}

	private draw(): void {
		this.frame = 0;
		if (this.page.matrix.width <= 0) return;
		const changes = new Set(this.changes);
		this.changes.clear();
		for (const [name, view] of this.views) {
			view.draw(changes, name === "matrix" ? this.page.matrix : this.page.side);
		}
	}

	private listen(): void {
		const { selection, weights } = this.scene;
		selection.changed.connect((_, change) => {
			this.refresh(change === "pin" ? "look" : change);
			if (change === "lead") this.report({ lead: [...selection.lead] });
		});
		weights.changed.connect(() => this.refresh("data"));
	}

	private setShape(shape: ColourScale["shape"]): void {
		const { scene } = this;
		if (scene.scale.shape === shape) return;
		scene.scale = { ...scene.scale, shape };
		this.refresh("theme");
		this.report({ shape });
	}

	private report(choice: Choice): void {
		if (!this.quiet) this.onChoice(choice);
	}
}
