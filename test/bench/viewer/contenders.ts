import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { attentionMap } from "@attention-lab/attention";
import { MIME_TYPE } from "@attention-lab/attention/map";
import { ROOT } from "../../page/bundle";
import { options } from "./rows";
import { type Shape, tensorOf } from "./tensor";

/** What a notebook would carry, and a page that draws it. */
export interface Output {
	bytes: number;
	body: string;
}

/** JavaScript that runs in the page, with `bench_` of `in-page.js`, and `layers`, `heads`, `n`. */
type Code = string;

export interface Contender {
	name: string;
	/** What of the heads is on the screen. */
	draws: "all heads" | "one head" | "sum of heads";
	make(values: Float32Array, file: string, shape: Shape): Promise<Output> | Output;
	/** Whether the first head, and everything that it draws, is there. */
	first: Code;
	all: Code;
	/** The canvases that must not be blank in the end. */
	canvases?: Code;
	/** Goes to another head, where not all are shown alike. */
	head?: Code;
	/** Points at a token or a cell. */
	hover: Code;
}

const GIVEN = '<script>performance.mark("given")</script>';
const PYTHON = join(ROOT, "test", "bench", "viewer", "peers.py");

export function pageOf(body: string, head = ""): string {
	return `<!doctype html><html><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`;
}

/** The page on which ours is drawn: the viewer is there, as where its extension is installed. */
export function ourPage(body: string): string {
	const styles = ["/theme.css", "/style/index.css"].map((path) => `<link rel="stylesheet" href="${path}">`).join("");
	return pageOf(`<script src="/main.js"></script>${body}`, styles).replace(
		"<body>",
		'<body data-jp-theme-light="true">',
	);
}

export async function bundleOf(values: Float32Array, { layers, heads, n }: Shape) {
	const shape = layers > 1 ? [layers, heads, n, n] : [heads, n, n];
	const map = attentionMap(values, { shape, tokens: Array.from({ length: n }, (_, i) => `t${i}`) });
	const bundle = await (map as never as { [key: symbol]: () => Promise<Record<string, unknown>> })[
		Symbol.for("Jupyter.display")
	]();
	return { bytes: JSON.stringify(bundle).length, document: bundle[MIME_TYPE] };
}

/** The first map of a page starts WebGL and compiles the shader; those after it share them. */
function ours(second: boolean): Contender {
	const viewer = `document.querySelectorAll(".al-Viewer")[${second ? 1 : 0}]`;
	return {
		name: second ? "ours, a page's second map" : "ours",
		draws: "all heads",
		async make(values, _file, shape) {
			const { bytes, document } = await bundleOf(values, shape);
			const small = await bundleOf(tensorOf({ layers: 1, heads: 2, n: 5 }), { layers: 1, heads: 2, n: 5 });
			const texts = [small.document, document].map((each) =>
				JSON.stringify(JSON.stringify(each)).replaceAll("<", "\\u003c"),
			);
			const there = 'bench_.touched(document.querySelector(".al-Overview-raster"))';
			const rest = `while (!${there}) await bench_.painted(); await bench_.act(() => undefined);`;
			const before = second ? `await bench.show(JSON.parse(${texts[0]})); ${rest}` : "";
			const script = `(async () => { const text = ${texts[1]}; ${before} performance.mark("given"); bench.show(JSON.parse(text)) })()`;
			return { bytes, body: ourPage(`<script>${script}</script>`) };
		},
		first: `bench_.touched(${viewer}?.querySelector(".al-Matrix-raster[data-weights]"))`,
		all: `bench_.touched(${viewer}?.querySelector(".al-Overview-raster"))`,
		canvases: `[${viewer}.querySelector(".al-Matrix-raster"), ${viewer}.querySelector(".al-Overview-raster")]`,
		head: `bench_.mouse(${viewer}.querySelector(".al-Overview-ring"), ["click"], 1.5)`,
		hover: `bench_.hover(${viewer}.querySelector(".al-Matrix"), 0.4, 0.7)`,
	};
}

interface Peer extends Omit<Contender, "make"> {
	/** Its name in `peers.py`. */
	id: string;
}

const LINES = "layers * heads * n * n";
const CANVASES = 'bench_.find("canvas")';
const PEERS: Peer[] = [
	{
		id: "bertviz-head",
		name: "BertViz head view",
		draws: "all heads",
		first: 'document.querySelectorAll("g.headAttention:first-of-type line").length >= n * n',
		all: 'document.getElementsByTagName("line").length >= heads * n * n',
		head: 'const box = [...document.querySelectorAll("rect")].find((node) => node.getAttribute("width") === "20" && node.getAttribute("height") === "20"); bench_.mouse(box, ["click"])',
		hover: 'bench_.mouse(document.querySelector("#left g g, #left text"), ["mouseover"])',
	},
	{
		id: "bertviz-model",
		name: "BertViz model view",
		draws: "all heads",
		first: 'document.getElementsByTagName("line").length >= n * n',
		all: `document.getElementsByTagName("line").length >= ${LINES}`,
		head: 'const boxes = [...document.querySelectorAll("rect")].filter((node) => node.style.opacity === "0"); bench_.mouse(boxes[1], ["click"])',
		hover: 'bench_.mouse(document.querySelector(".detail text, text"), ["mouseover"])',
	},
	{
		id: "circuitsvis-heads",
		name: "CircuitsVis attention_heads",
		draws: "all heads",
		first: `${CANVASES}.some(bench_.touched)`,
		canvases: CANVASES,
		all: `${CANVASES}.length >= layers * (heads + 1) && ${CANVASES}.every(bench_.touched)`,
		head: `bench_.hover(${CANVASES}[1])`,
		hover: `bench_.hover(${CANVASES}.at(-1), 0.2, 0.6)`,
	},
	{
		id: "circuitsvis-patterns",
		name: "CircuitsVis attention_patterns",
		draws: "all heads",
		first: `${CANVASES}.some(bench_.touched)`,
		canvases: CANVASES,
		all: `${CANVASES}.length >= layers * (heads + 1) && ${CANVASES}.every(bench_.touched)`,
		head: 'bench_.hover(document.querySelectorAll("figure canvas")[1])',
		hover: 'bench_.hover(document.querySelectorAll("button")[3])',
	},
	{
		id: "inspectus",
		name: "Inspectus",
		draws: "sum of heads",
		first: 'document.getElementsByTagName("rect").length >= n * n',
		all: 'document.getElementsByTagName("rect").length >= n * n && document.querySelectorAll(".value").length >= heads',
		head: 'bench_.mouse([...document.querySelectorAll(".dimension-values .value")].at(-1), ["mousedown", "mouseup", "click"])',
		hover: 'bench_.mouse(document.querySelectorAll(".token")[3], ["mouseover", "mousedown", "mouseup", "click"])',
	},
	{
		id: "treescope-sliders",
		name: "Treescope, sliders",
		draws: "one head",
		first: `${CANVASES}.some(bench_.touched)`,
		canvases: CANVASES,
		all: `${CANVASES}.some(bench_.touched)`,
		head: 'const slider = bench_.find(".sliders input[type=range]").at(-1); slider.value = "1"; slider.dispatchEvent(new Event("input", { bubbles: true })); slider.dispatchEvent(new Event("change", { bubbles: true }))',
		hover: `bench_.hover(${CANVASES}[0], 0.2, 0.6)`,
	},
	{
		id: "treescope-facets",
		name: "Treescope, all heads",
		draws: "all heads",
		first: `${CANVASES}.some(bench_.touched)`,
		canvases: CANVASES,
		all: `${CANVASES}.some(bench_.touched)`,
		hover: `bench_.hover(${CANVASES}[0], 0.2, 0.6)`,
	},
];

function installed({ id, ...rest }: Peer): Contender {
	return {
		...rest,
		make(_values, file, { layers, heads, n }) {
			const out = `${file}.html`;
			const words = [PYTHON, id, file, layers, heads, n, out].map(String);
			const told = execFileSync(options.peers.python as string, words, { encoding: "utf8", maxBuffer: 2 ** 26 });
			return { bytes: Number(told.trim().split("\n").at(-1)), body: pageOf(GIVEN + readFileSync(out, "utf8")) };
		},
	};
}

/** As plotly.py 6 writes them: numbers as base64. */
function plotly(facets: boolean): Contender {
	return {
		name: facets ? "plotly.js, a subplot a head" : "plotly.js, a heat map a head, one shown",
		draws: facets ? "all heads" : "one head",
		make(values, _file, shape) {
			const text = JSON.stringify(figureOf(values, shape, facets));
			const body = `<div id="map"></div><script>const figure = ${text}; performance.mark("given"); Plotly.newPlot("map", figure)</script>`;
			return { bytes: text.length, body: pageOf(body, '<script src="/plotly.js"></script>') };
		},
		first: 'document.querySelectorAll(".hm image").length >= 1',
		all: `document.querySelectorAll(".hm image").length >= ${facets ? "layers * heads" : "1"}`,
		head: facets
			? 'Plotly.restyle("map", { visible: [false] }, [1])'
			: 'Plotly.restyle("map", { visible: figure.data.map((_, i) => i === 1) })',
		hover: 'bench_.hover(document.querySelector(".nsewdrag"), 0.2, 0.6)',
	};
}

function figureOf(values: Float32Array, { layers, heads, n }: Shape, facets: boolean) {
	const layout: Record<string, unknown> = { width: 1200, height: facets ? Math.max(400, layers * 110) : 700 };
	const across = layers > 1 ? heads : 4;
	const down = Math.ceil((layers * heads) / across);
	const data = Array.from({ length: layers * heads }, (_, head) => {
		const bytes = values.subarray(head * n * n, (head + 1) * n * n);
		const bdata = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
		const trace = { type: "heatmap", z: { dtype: "f4", bdata, shape: `${n}, ${n}` }, coloraxis: "coloraxis" };
		if (!facets) return { ...trace, visible: head === 0 };
		const id = head === 0 ? "" : String(head + 1);
		const [column, row] = [head % across, Math.floor(head / across)];
		const within = (at: number, of: number): number[] => [(at + 0.05) / of, (at + 0.95) / of];
		const plain = { showticklabels: false };
		layout[`xaxis${id}`] = { domain: within(column, across), anchor: `y${id}`, ...plain };
		layout[`yaxis${id}`] = { domain: within(down - 1 - row, down), anchor: `x${id}`, autorange: "reversed", ...plain };
		return { ...trace, xaxis: `x${id}`, yaxis: `y${id}` };
	});
	layout.coloraxis = { colorscale: "Viridis" };
	if (!facets) layout.yaxis = { autorange: "reversed" };
	return { data, layout, config: { showSendToCloud: false } };
}

export const contenders: Contender[] = [ours(false), ours(true), plotly(false), plotly(true), ...PEERS.map(installed)];
export const peerNames = PEERS.map(({ name }) => name);
