import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { Widget } from "@lumino/widgets";
import { readPalette } from "../colours/palette";
import { watchTheme } from "../colours/theme-watch";
import { errorBox } from "../error-box";
import { host } from "../host";
import { keepPlainKeys } from "../shortcuts";
import { readFigure } from "./figure";
import { type Library, library } from "./library";
import { templateOf } from "./template";

export const PLOTLY_TYPE = "application/vnd.plotly.v1+json";

/** Draws a Plotly figure in the page's colours. */
export class PlotlyRenderer extends Widget implements IRenderMime.IRenderer {
	private value: unknown;
	private plotly: Library | null = null;
	private stops: (() => void)[] = [];
	private width = 0;

	constructor() {
		super();
		this.addClass("al-Plotly");
		this.node.dataset.mimeType = PLOTLY_TYPE;
	}

	async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
		this.value = model.data[PLOTLY_TYPE];
		try {
			this.plotly = await library();
			if (!this.isDisposed) await this.drawFigure();
		} catch (error) {
			if (this.isDisposed) return;
			this.plotly?.purge(this.node);
			this.node.replaceChildren(errorBox(host.words("This figure cannot be drawn"), error));
		}
	}

	override dispose(): void {
		if (this.isDisposed) return;
		this.plotly?.purge(this.node);
		super.dispose();
	}

	protected override onAfterAttach(): void {
		const observer = new ResizeObserver(() => this.resize());
		observer.observe(this.node);
		this.stops = [() => observer.disconnect(), watchTheme(() => void this.drawFigure()), keepPlainKeys(this.node)];
	}

	protected override onBeforeDetach(): void {
		for (const stop of this.stops) stop();
		this.stops = [];
	}

	protected override onAfterShow(): void {
		this.resize();
	}

	protected override onResize(): void {
		this.resize();
	}

	private async drawFigure(): Promise<void> {
		if (this.plotly === null) return;
		const { data, layout, config, frames } = readFigure(this.value, templateOf(readPalette(this.node)));
		await this.plotly.react(this.node, data, layout, config);
		if (frames.length > 0) await this.plotly.addFrames(this.node, frames);
	}

	private resize(): void {
		const width = this.node.clientWidth;
		if (width === 0 || width === this.width || this.plotly === null || !this.node.classList.contains("js-plotly-plot"))
			return;
		this.width = width;
		void this.plotly.Plots.resize(this.node);
	}
}
