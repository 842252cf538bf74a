import { LabIcon } from "@jupyterlab/ui-components";

const CELLS = [
	[4, 4],
	[4, 10],
	[10, 10],
	[4, 16],
	[16, 16],
];
const squares = CELLS.map(([x, y]) => `<rect x="${x}" y="${y}" width="5" height="5"/>`).join("");

/** A causal matrix, in the colours of the page's icons. */
export const attentionIcon = new LabIcon({
	name: "attention-lab:map",
	svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 25 25"><g class="jp-icon3" fill="#616161">${squares}</g></svg>`,
});
