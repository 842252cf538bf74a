import type { Axis, Quantity } from "@attention-lab/attention/map";
import type { Choice } from "./choice";
import { readPalette } from "./colours/palette";
import { scaleOf } from "./colours/scene-scale";
import { element } from "./element";
import { type Page, pageOf } from "./layout/page";
import type { AttentionMap } from "./maps/attention-map";
import { sameButSteps } from "./maps/steps";
import { titleOf } from "./maps/title";
import { Weights } from "./maps/weights";
import type { Options } from "./options";
import { type Cell, Selection } from "./selection";
import type { Surroundings } from "./surroundings";
import { Viewport } from "./viewport";
import { PARTS, type PartName } from "./views";
import { modeOf } from "./views/modes";
import { type Change, EVERYTHING, type Scene, type View } from "./views/view";
import type { Words } from "./words/words";

/** The rectangle rests once it has not moved for so many milliseconds. */
const SETTLED = 120;
/** What the reader chose is kept with the output once nothing else was chosen for so many milliseconds. */
const REST = 300;

/** One map and its parts on an element: it collects what has changed and draws once per frame. */
export class Stage {
	readonly scene: Scene & {
		choice: Choice;
		moving: boolean;
		weights: Weights;
		other: { map: AttentionMap; weights: Weights } | null;
	};
	private readonly parts: [PartName, View][];
	private readonly changes = new Set<Change>();
	private readonly voice = element("div", "al-Viewer-voice", { "aria-live": "polite" });
	private page: Page = pageOf(0);
	private frame = 0;
	private rest = 0;
	private keeping = 0;
	private unkept: Choice = {};
	private quiet = false;
	/** The map that the reader has chosen to compare with. */
	private partner: AttentionMap | null = null;

	/** @param onChoice - Called with what the reader chose: another head, another scale, another view. */
	constructor(
		private readonly node: HTMLElement,
		map: AttentionMap,
		words: Words,
		options: Readonly<Options>,
		around: Surroundings,
		private readonly onChoice: (choice: Choice) => void,
	) {
		const palette = readPalette(node);
		this.scene = {
			map,
			weights: new Weights(map),
			other: besideOf(map.other),
			moving: false,
			selection: new Selection(map.document.axes.map((axis) => axis.size)),
			viewport: new Viewport(map.query.size, map.key.size),
			words,
			options,
			around,
			links: { count: 0, on: true },
			palette,
			scale: { table: new Uint8Array(768), largest: 1, shape: "sqrt", masked: palette.masked },
			announce: (text) => {
				this.voice.textContent = text;
			},
			choice: {},
			choose: (part) => this.take(part),
		};
		this.listen();
		const names = Object.keys(PARTS) as PartName[];
		this.parts = names.map((name) => [name, PARTS[name](this.scene)]);
		for (const [name, view] of this.parts) view.node.dataset.part = name;
		this.name();
		node.replaceChildren(...this.parts.map(([, view]) => view.node), this.voice);
		this.fit();
		this.refresh(...EVERYTHING);
	}

	/** The weights of this map, and of the one that it is compared with. */
	get sources(): Weights[] {
		const { weights, other } = this.scene;
		return other === null ? [weights] : [weights, other.weights];
	}

	/** New weights on the same axes, or more steps: the views stay, so nothing flickers. `false` where the axes differ. */
	exchange(map: AttentionMap): boolean {
		const { scene } = this;
		const axes = (of: AttentionMap | null): Axis[] => of?.document.axes ?? [];
		if (!sameButSteps(axes(scene.map), axes(map)) || !sameButSteps(axes(scene.map.other), axes(map.other)))
			return false;
		for (const weights of this.sources) weights.dispose();
		scene.map = map;
		scene.selection.resize(axes(map).map((axis) => axis.size));
		scene.weights = new Weights(map);
		scene.other = besideOf(this.partner ?? map.other);
		for (const weights of this.sources) weights.changed.connect(() => this.refresh("data"));
		this.name();
		this.applyQuantity();
		this.refresh("data", "look");
		return true;
	}

	/** Compares with another map, or with `null` with the one that the document brings, if any. */
	compare(partner: AttentionMap | null): void {
		const { scene } = this;
		this.partner = partner;
		scene.other?.weights.dispose();
		scene.other = besideOf(partner ?? scene.map.other);
		scene.other?.weights.changed.connect(() => this.refresh("data"));
		this.applyQuantity();
		this.refresh("mode", "data", "choice");
	}

	/** Several maps of a page are told apart by their titles. */
	private name(): void {
		const { map, words } = this.scene;
		this.node.setAttribute("role", "group");
		this.node.setAttribute("aria-label", titleOf(map, words("Attention map")));
	}

	/** Takes over what a reader chose earlier; anything else in it is left alone. */
	choose(choice: Choice): void {
		this.quiet = true;
		this.take(choice);
		this.quiet = false;
	}

	/** Fits the parts to the element's width. */
	fit(): void {
		const width = Math.floor(this.node.clientWidth - 8);
		if (width <= 0) return;
		this.page = pageOf(width, this.scene.options.height);
		this.node.classList.toggle("al-mod-wide", this.page.wide);
		this.refresh("room");
	}

	/** Reads the page's colours again. */
	recolour(): void {
		this.scene.palette = readPalette(this.node);
		this.refresh("theme");
	}

	/** Draws what these changes touch, in the next frame. */
	refresh(...changes: readonly Change[]): void {
		for (const change of changes) this.changes.add(change);
		this.frame ||= requestAnimationFrame(() => this.draw());
	}

	/** Draws what has changed at once: paper waits for no frame. */
	drawNow(): void {
		cancelAnimationFrame(this.frame);
		this.draw();
	}

	dispose(): void {
		cancelAnimationFrame(this.frame);
		window.clearTimeout(this.rest);
		window.clearTimeout(this.keeping);
		this.flush();
		for (const [, view] of this.parts) view.dispose();
		for (const weights of this.sources) weights.dispose();
		this.scene.selection.dispose();
		this.scene.viewport.dispose();
		this.node.replaceChildren();
	}

	private draw(): void {
		this.frame = 0;
		if (this.page.matrix.width <= 0) return;
		const scale = scaleOf(this.scene);
		if (scale !== this.scene.scale) {
			this.scene.scale = scale;
			this.changes.add("theme");
		}
		const changes = new Set(this.changes);
		this.changes.clear();
		const whole = modeOf(this.scene).wide === true;
		this.node.classList.toggle("al-mod-whole", whole);
		const { matrix, side, all } = this.page;
		for (const [name, view] of this.parts) {
			view.draw(changes, name === "deck" ? (whole ? all : matrix) : whole ? all : side);
		}
	}

	private listen(): void {
		const { selection, viewport } = this.scene;
		selection.changed.connect((_, change) => {
			this.refresh(change === "pin" ? "look" : change);
			if (change === "lead") this.report({ lead: [...selection.lead] });
			if (change === "pin") this.report({ pin: selection.pin });
		});
		viewport.changed.connect(() => {
			this.scene.moving = !this.quiet;
			this.refresh("view");
			window.clearTimeout(this.rest);
			if (!this.quiet) this.rest = window.setTimeout(() => this.settle(), SETTLED);
			const { query, key } = viewport;
			this.report({ place: { query, key } });
		});
		for (const source of this.sources) source.changed.connect(() => this.refresh("data"));
	}

	/** Puts each part of a choice where it belongs; what is no choice is left alone. */
	private take(part: Choice): void {
		const { scene } = this;
		const { lead, shape, pin, place, mode, ...rest } = part;
		if (Array.isArray(lead)) scene.selection.lead = lead.map(Number);
		if (pin === null || isCell(pin)) scene.selection.pin = pin;
		if (isPlace(place)) scene.viewport.show(place.query, place.key);
		if (shape === "sqrt" || shape === "linear") this.keep({ shape }, "theme");
		if (typeof mode === "string") this.keep({ mode }, "mode");
		if (Object.keys(rest).length === 0) return;
		this.keep(rest, "choice");
		this.applyQuantity();
	}

	/** Shows the quantity that the reader chose, without the keys that the reader left out. */
	private applyQuantity(): void {
		const { weights, choice, map, other } = this.scene;
		const of: Quantity = choice.of === "scores" || choice.of === "norms" ? choice.of : "weights";
		const given: readonly unknown[] = Array.isArray(choice.hide) ? choice.hide : [];
		const isKey = (key: unknown): key is number => Number.isInteger(key) && (key as number) >= 0;
		const hidden = given.filter(isKey).filter((key) => key < map.key.size);
		weights.show(of, hidden.length < map.key.size ? hidden : []);
		other?.weights.show(other.weights.offers.includes(of) ? of : "weights", []);
	}

	private keep(choice: Choice, change: Change): void {
		this.refresh(change);
		this.report(choice);
	}

	private report(choice: Choice): void {
		this.scene.choice = { ...this.scene.choice, ...choice };
		if (this.quiet) return;
		this.unkept = { ...this.unkept, ...choice };
		// At once where nothing was chosen lately, so that a notebook saved right after holds it.
		if (this.keeping === 0) this.flush();
		window.clearTimeout(this.keeping);
		this.keeping = window.setTimeout(() => {
			this.keeping = 0;
			this.flush();
		}, REST);
	}

	private flush(): void {
		const choice = this.unkept;
		this.unkept = {};
		if (Object.keys(choice).length > 0) this.onChoice(choice);
	}

	private settle(): void {
		this.scene.moving = false;
		this.refresh("view");
	}
}

function besideOf(other: AttentionMap | null): { map: AttentionMap; weights: Weights } | null {
	return other && { map: other, weights: new Weights(other) };
}

function isCell(value: unknown): value is Cell {
	const cell = value as Partial<Cell> | undefined;
	return typeof cell?.query === "number" && typeof cell.key === "number";
}

function isPlace(value: unknown): value is Required<Choice>["place"] {
	const place = value as Record<string, unknown> | undefined;
	const isSpan = (span: unknown): boolean => {
		const [from, to] = Array.isArray(span) ? span : [];
		return Number.isFinite(from) && Number.isFinite(to) && from < to;
	};
	return isSpan(place?.query) && isSpan(place?.key);
}
