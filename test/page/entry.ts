/** The viewer on a bare page: what a notebook would do with it, without the notebook. Bundled by `bundle.ts`. */

import { Signal } from "@lumino/signaling";
import { Widget } from "@lumino/widgets";
import { host } from "../../extension/lib/host";
import { MapViewer } from "../../extension/lib/map-viewer";
import { PlotlyRenderer } from "../../extension/lib/plotly/plotly-renderer";
import { wordsIn } from "../../extension/lib/words/words";

interface Line {
	onMessage(message: unknown, buffers: ArrayBufferView[]): void;
	onClose(data: unknown): void;
}

const lines = new Map<number, Line>();
let socket: WebSocket | null = null;
let count = 0;

/** A channel whose other end is the test, over a socket as a kernel's comm is: numbers travel as they are. */
function channel() {
	if (socket === null) return null;
	const own = socket;
	const id = ++count;
	const tell = (kind: "open" | "message" | "close", data: unknown): void =>
		own.send(JSON.stringify({ id, kind, data }));
	const line = {
		onMessage: () => undefined,
		onClose: () => undefined,
		open: (data: object) => tell("open", data),
		send: (data: object) => tell("message", data),
		close: () => tell("close", null),
	};
	lines.set(id, line);
	return line;
}

/** A frame: length of its words, the words as JSON, then each buffer's bytes, as long as the words say. */
function receive(frame: ArrayBuffer): void {
	const size = new DataView(frame).getUint32(0);
	const { id, kind, data, lengths } = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 4, size)));
	let at = 4 + size;
	const buffers = (lengths as number[]).map((length) => {
		const view = new Uint8Array(frame, at, length);
		at += length;
		return view;
	});
	if (kind === "message") lines.get(id)?.onMessage(data, buffers);
	else lines.get(id)?.onClose(data);
}

const bench = {
	language(code: string): void {
		host.offer({ words: wordsIn(code) });
	},
	/** Lets the maps that are shown from now on reach the test's kernel at this port. */
	async connect(port: number): Promise<void> {
		const opened = new WebSocket(`ws://127.0.0.1:${port}`);
		opened.binaryType = "arraybuffer";
		opened.addEventListener("message", ({ data }) => receive(data));
		await new Promise((resolve) => opened.addEventListener("open", resolve));
		socket = opened;
		const changed = new Signal({});
		host.offer({ line: () => ({ open: channel, changed, dispose: () => undefined }) });
	},
	/** Puts a map at the end of the page, and waits until its first picture is drawn. */
	async show(document: unknown, choice: Record<string, unknown> = {}): Promise<number> {
		const viewer = new MapViewer();
		viewer.node.dataset.index = String(viewers.length);
		viewers.push(viewer);
		viewer.onChoice = (chosen) => Object.assign(choice, chosen);
		choices.push(choice);
		Widget.attach(viewer, window.document.body);
		await viewer.showDocument(document, choice);
		await drawn();
		return viewers.length - 1;
	},
	async update(index: number, document: unknown): Promise<void> {
		await viewers[index].showDocument(document, choices[index]);
	},
	choose(index: number, choice: Record<string, unknown>): void {
		viewers[index].choose(choice);
	},
	/** What has been kept, once nothing more is chosen. */
	async choice(index: number): Promise<Record<string, unknown>> {
		await new Promise((resolve) => setTimeout(resolve, 350));
		return choices[index];
	},
	clear(): void {
		for (const viewer of viewers.splice(0)) viewer.dispose();
		choices.splice(0);
	},
	async plotly(figure: unknown): Promise<void> {
		const renderer = new PlotlyRenderer();
		Widget.attach(renderer, window.document.body);
		const model = { data: { "application/vnd.plotly.v1+json": figure }, metadata: {}, trusted: true, setData() {} };
		await renderer.renderModel(model as never);
	},
};
const viewers: MapViewer[] = [];
const choices: Record<string, unknown>[] = [];

function drawn(): Promise<void> {
	return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}

export type Bench = typeof bench;
Object.assign(window, { bench });
