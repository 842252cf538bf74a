declare module "plotly.js-cartesian-dist-min" {
	interface Plotly {
		newPlot(node: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
		react(node: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
		relayout(node: HTMLElement, change: unknown): Promise<unknown>;
		addFrames(node: HTMLElement, frames: unknown): Promise<unknown>;
		purge(node: HTMLElement): void;
		Plots: { resize(node: HTMLElement): Promise<unknown> };
	}
	const plotly: Plotly;
	// biome-ignore lint/style/noDefaultExport: the package is what it is
	export default plotly;
}
