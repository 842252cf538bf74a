import type { Palette } from "../../colours/palette";
import { element } from "../../element";
import { readFigure } from "../../plotly/figure";
import { type Library, library } from "../../plotly/library";
import { templateOf } from "../../plotly/template";
import type { Drawing } from "./figures";

interface Clicked {
	points?: { customdata?: unknown }[];
}

/** Plotly adds its own listeners to the element that it draws on. */
interface PlotlyNode extends HTMLElement {
	on?(name: "plotly_click", handler: (event: Clicked) => void): void;
}

/** One figure of Plotly in a box; the library comes with the first one that is drawn. */
export class FigureBox {
	readonly node = element("div", "al-Statistics-figure", { role: "img" });
	private readonly inner = element("div", "") as PlotlyNode;
	private plotly: Library | null = null;
	private wanted: { drawing: Drawing; palette: Palette } | null = null;
	private isHeard = false;
	private isDisposed = false;

	/** @param onHead - Called with the head of a point that was clicked. */
	constructor(private readonly onHead: (head: number) => void) {
		this.node.append(this.inner);
	}

	/** @throws Error where the library cannot be fetched or cannot draw. */
	async show(drawing: Drawing, palette: Palette, label: string): Promise<void> {
		this.node.setAttribute("aria-label", label);
		this.wanted = { drawing, palette };
		this.plotly ??= await library();
		const now = this.wanted;
		if (this.isDisposed || now === null) return;
		this.wanted = null;
		const size = { width: this.node.clientWidth, height: this.node.clientHeight };
		if (size.width === 0) return;
		const margin = { l: 44, r: 12, t: 34, b: 42 };
		const layout = { ...now.drawing.layout, ...size, autosize: false, margin, dragmode: false };
		const figure = { data: now.drawing.data, layout, config: { displayModeBar: false } };
		const { data, layout: whole, config } = readFigure(figure, templateOf(now.palette));
		await this.plotly.react(this.inner, data, whole, config);
		this.hear();
	}

	dispose(): void {
		this.isDisposed = true;
		this.plotly?.purge(this.inner);
		this.node.replaceChildren();
	}

	private hear(): void {
		if (this.isHeard || this.isDisposed) return;
		this.isHeard = true;
		this.inner.on?.("plotly_click", ({ points }) => {
			const head = points?.[0]?.customdata;
			if (typeof head === "number") this.onHead(head);
		});
	}
}
