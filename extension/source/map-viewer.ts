import type { Message } from "@lumino/messaging";
import { Signal } from "@lumino/signaling";
import { Widget } from "@lumino/widgets";
import type { Choice } from "./choice";
import { PAPER } from "./colours/palette";
import { watchPaper } from "./colours/paper";
import { watchTheme } from "./colours/theme-watch";
import { errorBox } from "./error-box";
import { host, type Line } from "./host";
import { watchPixelRatio } from "./layout/pixel-ratio";
import { completeCell } from "./links/complete";
import { type OpenMap, openMaps } from "./links/open-maps";
import { Partner } from "./links/partner";
import { registry } from "./links/registry";
import { LiveMap } from "./live/live-map";
import { type AttentionMap, readMap } from "./maps/attention-map";
import type { Weights } from "./maps/weights";
import { sharedRaster } from "./raster/shared";
import { keepPlainKeys } from "./shortcuts";
import { Stage } from "./stage";
import type { Surroundings } from "./surroundings";
import { EVERYTHING, type Scene } from "./views/view";

/** An attention map as a widget: it follows the page's size, theme and kernel for as long as it is on the page. */
export class MapViewer extends Widget implements OpenMap {
	/** Called when the reader chooses another head or another scale. */
	onChoice: (choice: Choice) => void = () => undefined;

	/** The reader has chosen, whoever keeps it. */
	readonly chose = new Signal<this, Choice>(this);

	private stage: Stage | null = null;
	private line: Line | null = null;
	private stops: (() => void)[] = [];
	private turn = 0;
	private leave = (): void => undefined;
	private kept: Choice = {};
	private readonly partner: Partner;

	/** @param origin - The output of which this is a copy; notebook and kernel are found by where that one stands. */
	constructor(private readonly origin: HTMLElement | null = null) {
		super();
		this.addClass("al-Viewer");
		this.partner = new Partner(origin ?? this.node, (map) => this.compare(map));
	}

	/** Shows a document; one that is no document is answered by one clear error. */
	async showDocument(value: unknown, choice: Choice): Promise<void> {
		const turn = ++this.turn;
		try {
			const map = await readMap(value);
			if (turn !== this.turn || this.isDisposed) return;
			if (!this.stage?.exchange(map)) this.build(map, choice);
			this.reconnect();
			if (this.isAttached) this.list();
		} catch (error) {
			if (turn !== this.turn || this.isDisposed) return;
			this.clear();
			this.node.replaceChildren(errorBox(host.words("This attention map cannot be drawn"), error));
		}
	}

	get map(): AttentionMap | null {
		return this.stage?.scene.map ?? null;
	}

	get scene(): Scene | null {
		return this.stage?.scene ?? null;
	}

	get choice(): Readonly<Choice> {
		return this.kept;
	}

	adopt(choice: Choice): void {
		this.choose(choice);
		this.onChoice(choice);
	}

	/** Takes over what a reader chose earlier. */
	choose(choice: Choice): void {
		this.kept = { ...this.kept, ...choice };
		this.stage?.choose(choice);
		if (choice.linked !== undefined) this.join();
	}

	override dispose(): void {
		if (this.isDisposed) return;
		this.stop();
		this.clear();
		Signal.clearData(this);
		super.dispose();
	}

	protected override onAfterAttach(message: Message): void {
		super.onAfterAttach(message);
		this.start();
	}

	protected override onBeforeDetach(message: Message): void {
		this.stop();
		super.onBeforeDetach(message);
	}

	protected override onResize(): void {
		this.stage?.fit();
	}

	protected override onAfterShow(): void {
		this.stage?.fit();
	}

	private start(): void {
		const observer = new ResizeObserver(() => this.stage?.fit());
		observer.observe(this.node);
		const repaint = (): void => this.stage?.refresh(...EVERYTHING);
		const renew = (): void => this.renew();
		const onLine = (): void => this.reconnect();
		const beside = (): void => this.lookAround();
		const line = host.line(this.origin ?? this.node);
		sharedRaster.restored.connect(repaint);
		host.changed.connect(renew);
		openMaps.changed.connect(beside);
		line?.changed.connect(onLine);
		this.line = line;
		this.stops = [
			() => observer.disconnect(),
			() => sharedRaster.restored.disconnect(repaint),
			() => host.changed.disconnect(renew),
			() => openMaps.changed.disconnect(beside),
			() => line?.dispose(),
			watchTheme(() => this.stage?.recolour()),
			watchPaper((isPaper) => this.print(isPaper)),
			watchPixelRatio(repaint),
			keepPlainKeys(this.node),
		];
		this.stage?.recolour();
		this.stage?.fit();
		this.reconnect();
		this.join();
		this.list();
	}

	private print(isPaper: boolean): void {
		this.node.classList.toggle(PAPER, isPaper);
		this.stage?.recolour();
		this.stage?.drawNow();
	}

	private stop(): void {
		for (const stop of this.stops) stop();
		this.stops = [];
		this.line = null;
		this.leave();
		openMaps.remove(this);
		for (const weights of this.stage?.sources ?? []) weights.connect(null);
	}

	/** The application has come: other words, perhaps a kernel. */
	private renew(): void {
		const { stage } = this;
		this.stop();
		if (stage !== null) {
			this.clear();
			this.build(stage.scene.map, this.kept);
		}
		this.start();
	}

	private build(map: AttentionMap, choice: Choice): void {
		this.clear();
		this.kept = choice;
		const { words, options } = host;
		this.stage = new Stage(this.node, map, words, options, this.around(), (chosen) => this.chosen(chosen));
		const partner = this.partner.of(map);
		if (partner !== null) this.stage.compare(partner);
		this.stage.choose({ shape: options.shape, mode: options.mode, ...choice });
		this.node.classList.toggle("al-mod-still", options.still);
		this.join();
	}

	private around(): Surroundings {
		const { open } = host;
		return {
			open: open !== null && this.origin === null ? () => open(this) : null,
			neighbours: () => this.partner.neighbours(),
			compare: (neighbour) => this.partner.choose(neighbour),
		};
	}

	private compare(partner: AttentionMap | null): void {
		this.stage?.compare(partner);
		const beside = this.stage?.scene.other?.weights;
		if (beside !== undefined) this.connect(beside);
	}

	/** Other maps have come, gone or changed. */
	private lookAround(): void {
		if (this.map !== null) this.partner.follow(this.map);
		this.stage?.refresh("choice");
	}

	private chosen(choice: Choice): void {
		this.kept = { ...this.kept, ...choice };
		this.onChoice(choice);
		this.chose.emit(choice);
		if (choice.linked !== undefined) this.join();
	}

	/** Shares pins with the other maps of the page, for as long as this one stands on it. */
	private join(): void {
		this.leave();
		const { stage } = this;
		if (stage === null || !this.isAttached) return;
		const { scene } = stage;
		scene.links.on = host.options.linking && scene.choice.linked !== false;
		this.leave = registry.join({
			query: scene.map.query,
			key: scene.map.key,
			place: host.place(this.origin ?? this.node),
			selection: scene.selection,
			on: scene.links.on,
			copy: this.origin !== null,
			complete: (part) => completeCell(scene, part),
			counted: (count) => {
				scene.links.count = count;
				stage.refresh("choice");
			},
		});
	}

	private list(): void {
		if (this.origin === null && this.stage !== null) openMaps.add(this);
	}

	private clear(): void {
		const { stage } = this;
		this.leave();
		this.stage = null;
		stage?.dispose();
		this.node.replaceChildren();
	}

	private reconnect(): void {
		for (const weights of this.stage?.sources ?? []) this.connect(weights);
	}

	private connect(weights: Weights): void {
		const { handle } = weights.map.document;
		const channel = handle === undefined ? null : (this.line?.open() ?? null);
		if (handle !== undefined) weights.connect(channel && new LiveMap(channel, handle));
	}
}
