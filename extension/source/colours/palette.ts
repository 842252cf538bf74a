import type { Colour } from "./colour-scale";

/** The page's colours and letters, read from JupyterLab's variables. */
export interface Palette {
	light: boolean;
	ink: string;
	soft: string;
	line: string;
	ground: string;
	accent: string;
	font: string;
	masked: [Colour, Colour];
}

/** What is within is drawn as on paper, whatever the page's theme. */
export const PAPER = "al-mod-paper";

/** The palette around an element, as it is now. */
export function readPalette(node: HTMLElement): Palette {
	const style = getComputedStyle(node);
	const read = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
	const light = document.body.dataset.jpThemeLight !== "false" || node.closest(`.${PAPER}`) !== null;
	const ink = read("--jp-content-font-color1", light ? "#222" : "#eee");
	const ground = read("--jp-layout-color1", light ? "#fff" : "#111");
	return {
		light,
		ink,
		ground,
		soft: read("--jp-content-font-color2", light ? "#666" : "#bbb"),
		line: read("--jp-border-color2", light ? "#ddd" : "#444"),
		accent: read("--jp-brand-color1", light ? "#1976d2" : "#64b5f6"),
		font: read("--jp-ui-font-family", "sans-serif"),
		masked: [mix(ground, ink, 0.05), mix(ground, ink, 0.2)],
	};
}

/** A share of one CSS colour over another, as bytes. */
function mix(under: string, over: string, share: number): Colour {
	const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
	if (context === null) return [128, 128, 128];
	for (const [colour, alpha] of [
		[under, 1],
		[over, share],
	] as const) {
		context.globalAlpha = alpha;
		context.fillStyle = colour;
		context.fillRect(0, 0, 1, 1);
	}
	const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
	return [red, green, blue];
}
