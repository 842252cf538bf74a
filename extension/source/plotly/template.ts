import type { Palette } from "../colours/palette";

/** Eight colours that stay apart for colour-blind readers (Okabe and Ito 2008), the page's ink instead of black. */
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#a88c00"];

/** A figure's look where the figure itself says nothing: the page's ground, ink, lines and letters. */
export function templateOf(palette: Palette): object {
	const axis = {
		gridcolor: palette.line,
		linecolor: palette.line,
		zerolinecolor: palette.line,
		tickcolor: palette.line,
		automargin: true,
	};
	return {
		layout: {
			colorway: COLOURS,
			font: { family: palette.font, size: 12, color: palette.ink },
			paper_bgcolor: palette.ground,
			plot_bgcolor: palette.ground,
			hoverlabel: { font: { family: palette.font } },
			margin: { l: 56, r: 24, t: 48, b: 48 },
			xaxis: axis,
			yaxis: axis,
		},
	};
}
