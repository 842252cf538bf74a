import { tableFor } from "@attention-lab/attention/map";
import type { Palette } from "../../colours/palette";
import { orderHeads } from "../../layout/order";

/** What the figures show of the heads that stand side by side. */
export interface Facts {
	/** Names of the last two leading axes; the first is empty where there is one only. */
	axes: readonly [string, string];
	rows: readonly string[];
	columns: readonly string[];
	/** "layer 3, head 5", by head. */
	names: readonly string[];
	/** "L3 H5", by head. */
	short: readonly string[];
	colour: { title: string; values: readonly number[] };
	across: { title: string; values: readonly number[] };
	up: { title: string; values: readonly number[] };
	chosen: number;
	down: boolean;
	palette: Palette;
}

/** A Plotly figure without its config. */
export interface Drawing {
	data: object[];
	layout: Record<string, unknown>;
}

/** Bars that are still told apart. */
const MOST_BARS = 24;

/** Heads by layer and number, coloured by a statistic. */
export function heatMap(facts: Facts): Drawing {
	const { rows, columns, colour, palette, names, chosen } = facts;
	const split = <T>(values: readonly T[]): T[][] =>
		rows.map((_, row) => values.slice(row * columns.length, (row + 1) * columns.length));
	const heads = split(names.map((_, head) => head));
	const [row, column] = [Math.floor(chosen / columns.length), chosen % columns.length];
	const mark = { type: "rect", x0: column - 0.5, x1: column + 0.5, y0: row - 0.5, y1: row + 0.5 };
	return {
		data: [
			{
				type: "heatmap",
				z: split(colour.values),
				customdata: heads,
				text: split(names),
				hovertemplate: "%{text}<br>%{z:.3f}<extra></extra>",
				colorscale: ramp(palette, 0),
				colorbar: { thickness: 10, outlinewidth: 0, len: 1 },
				xgap: columns.length > 40 ? 0 : 1,
				ygap: rows.length > 40 ? 0 : 1,
			},
		],
		layout: {
			title: titled(colour.title),
			xaxis: { title: { text: facts.axes[1] }, ...ticks(columns), fixedrange: true, showgrid: false },
			yaxis: {
				title: { text: facts.axes[0] },
				...ticks(rows),
				fixedrange: true,
				autorange: "reversed",
				showgrid: false,
			},
			shapes: [
				{ ...mark, line: { color: palette.ground, width: 5 } },
				{ ...mark, line: { color: palette.accent, width: 2.5 } },
			],
		},
	};
}

/** One statistic against another, a point per head, coloured by layer. */
export function scatter(facts: Facts): Drawing {
	const { across, up, names, rows, columns, chosen, palette } = facts;
	const layers = names.map((_, head) => Math.floor(head / columns.length));
	const color = rows.length > 1 ? layers : palette.accent;
	const bar = { title: { text: facts.axes[0], side: "right" }, thickness: 10, outlinewidth: 0, len: 1, ...ticks(rows) };
	const scale = rows.length > 1 ? { colorscale: ramp(palette, 0.25), colorbar: bar } : {};
	const points = { type: "scatter", mode: "markers", hovertemplate: "%{text}<br>%{x:.3f}, %{y:.3f}<extra></extra>" };
	return {
		data: [
			{
				...points,
				x: across.values,
				y: up.values,
				text: names,
				customdata: names.map((_, head) => head),
				marker: { size: names.length > 500 ? 5 : 9, color, ...scale, line: { width: 1, color: palette.ground } },
			},
			{
				...points,
				x: [across.values[chosen]],
				y: [up.values[chosen]],
				text: [names[chosen]],
				customdata: [chosen],
				marker: { size: 16, symbol: "circle-open", color: palette.accent, line: { width: 2.5 } },
			},
		],
		layout: {
			title: titled(`${up.title} · ${across.title}`),
			showlegend: false,
			hovermode: "closest",
			xaxis: { title: { text: across.title }, fixedrange: true },
			yaxis: { title: { text: up.title }, fixedrange: true },
		},
	};
}

/** The first heads of a statistic's order; the chosen one always among them. */
export function bars(facts: Facts): Drawing {
	const { colour, short, names, chosen, down, palette } = facts;
	const heads = orderHeads(colour.values, { down, limit: null }).slice(0, MOST_BARS);
	if (!heads.includes(chosen)) heads[heads.length - 1] = chosen;
	const [[, bar]] = ramp(palette, palette.light ? 0.45 : 0.4);
	return {
		data: [
			{
				type: "bar",
				orientation: "h",
				y: heads.map((_, place) => place),
				x: heads.map((head) => colour.values[head]),
				text: heads.map((head) => names[head]),
				textposition: "none",
				customdata: heads,
				hovertemplate: "%{text}<br>%{x:.3f}<extra></extra>",
				marker: { color: heads.map((head) => (head === chosen ? palette.accent : bar)) },
			},
		],
		layout: {
			title: titled(colour.title),
			bargap: 0.25,
			xaxis: { fixedrange: true },
			yaxis: {
				tickmode: "array",
				tickvals: heads.map((_, place) => place),
				ticktext: heads.map((head) => (head === chosen ? `▸ ${plain(short[head])}` : plain(short[head]))),
				tickfont: { size: 10 },
				autorange: "reversed",
				fixedrange: true,
				showgrid: false,
			},
		},
	};
}

/** Plotly reads some markup in texts; a document's own labels are text and nothing else. */
export function plain(text: string): string {
	return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function titled(text: string): object {
	return { text, font: { size: 13 }, x: 0, xref: "paper", xanchor: "left", y: 0.97, yanchor: "top" };
}

function ticks(labels: readonly string[]): object {
	const step = Math.max(1, Math.ceil(labels.length / 16));
	const shown = labels.map((_, index) => index).filter((index) => index % step === 0);
	return { tickmode: "array", tickvals: shown, ticktext: shown.map((index) => plain(labels[index])) };
}

/** The page's ramp from a share of it on: a point must stay apart from the ground. */
function ramp({ light }: Palette, from: number): [number, string][] {
	const table = tableFor(light);
	return Array.from({ length: 17 }, (_, stop) => {
		const at = Math.round(255 * (from + (1 - from) * (stop / 16))) * 3;
		return [stop / 16, `rgb(${table[at]},${table[at + 1]},${table[at + 2]})`];
	});
}
