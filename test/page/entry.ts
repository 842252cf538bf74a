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

type Told = (id: number, kind: "open" | "message" | "close", data: unknown) => void;
const lines = new Map<number, Line>();
let count = 0;

/** A channel whose other end is the test: it hears through `tell`, and answers through `deliver`. */
function channel() {
	const id = ++count;
	const tell = (window as unknown as { tell?: Told }).tell;
	if (tell === undefined) return null;
	const line = {
		onMessage: () => undefined,
		onClose: () => undefined,
		open: (data: object) => tell(id, "open", data),
		send: (data: object) => tell(id, "message", data),
		close: () => tell(id, "close", null),
	};
	lines.set(id, line);
	return line;
}

const bench = {
	language(code: string): void {
		host.offer({ words: wordsIn(code) });
	},
	/** Lets the maps that are shown from now on reach the test's kernel. */
	connect(): void {
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
	deliver(id: number, kind: "message" | "close", data: unknown, buffers: string[]): void {
		const views = buffers.map((text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
		if (kind === "message") lines.get(id)?.onMessage(data, views);
		else lines.get(id)?.onClose(data);
	},
};
const viewers: MapViewer[] = [];
const choices: Record<string, unknown>[] = [];

function drawn(): Promise<void> {
	return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}

export type Bench = typeof bench;
Object.assign(window, { bench });
