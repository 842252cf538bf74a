import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { type WebSocket, WebSocketServer } from "ws";
import { BUNDLED, ROOT } from "./bundle";
import type { Bench } from "./entry";

export type Theme = "light" | "dark" | "high-contrast";

const THEMES: Record<Theme, string> = {
	light: "theme-light-extension",
	dark: "theme-dark-extension",
	"high-contrast": "theme-dark-high-contrast-extension",
};
/** Routed to files: nothing listens there. A local address, because pages of others may not open local sockets. */
const ADDRESS = "http://127.0.0.1:8801";
const KINDS: Record<string, string> = { ".js": "text/javascript", ".css": "text/css" };

/** A kernel's end of a comm, as `mapServer.open` of the library takes it. */
export interface ServerComm {
	onMessage(handler: (message: { data: unknown }) => void): void;
	send(data: unknown, options?: { buffers?: Uint8Array[] }): void;
	close(data?: unknown): void;
}
export type Server = (comm: ServerComm, message: { data: unknown }) => void;

/** A bare page with attention maps on it, in one of JupyterLab's themes. Nothing is asked from any network. */
export class ViewerPage {
	constructor(readonly page: Page) {}

	async open(theme: Theme = "light", language = "en"): Promise<this> {
		const { page } = this;
		await page.route("**/*", (route) => {
			const url = new URL(route.request().url());
			if (url.origin !== ADDRESS) return route.abort();
			if (url.pathname === "/") return route.fulfill({ contentType: "text/html", body: html(theme) });
			const body = readFileSync(fileOf(url.pathname));
			return route.fulfill({ contentType: KINDS[extname(url.pathname)] ?? "application/octet-stream", body });
		});
		await page.goto(`${ADDRESS}/`);
		await this.call("language", language);
		return this;
	}

	/** Answers the maps that are shown from now on as a kernel would. */
	async connect(server: Server): Promise<void> {
		const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 });
		this.page.once("close", () => sockets.close());
		sockets.on("connection", (socket) => answer(socket, server));
		await new Promise((resolve) => sockets.once("listening", resolve));
		await this.call("connect", (sockets.address() as AddressInfo).port);
	}

	/** Shows a document below the others. */
	async show(document: unknown, choice: Record<string, unknown> = {}): Promise<Locator> {
		const index = await this.call("show", document, choice);
		return this.page.locator(`.al-Viewer[data-index="${index}"]`);
	}

	/** Calls the page's own bench. */
	call<K extends keyof Bench>(name: K, ...words: Parameters<Bench[K]>): Promise<Awaited<ReturnType<Bench[K]>>> {
		return this.page.evaluate(
			([key, given]) => {
				const { bench } = window as unknown as { bench: Record<string, (...words: unknown[]) => unknown> };
				return bench[key](...given);
			},
			[name, words] as const,
		) as Promise<Awaited<ReturnType<Bench[K]>>>;
	}
}

/** The kernel's end of every channel that a page opens. */
function answer(socket: WebSocket, server: Server): void {
	const handlers = new Map<number, (message: { data: unknown }) => void>();
	socket.on("message", (text) => {
		const { id, kind, data } = JSON.parse(String(text));
		if (kind === "message") handlers.get(id)?.({ data });
		if (kind !== "open") return;
		const deliver = (what: "message" | "close", said: unknown, buffers: Uint8Array[] = []): void => {
			const lengths = buffers.map((bytes) => bytes.byteLength);
			const words = Buffer.from(JSON.stringify({ id, kind: what, data: said, lengths }));
			const size = Buffer.alloc(4);
			size.writeUInt32BE(words.length);
			if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([size, words, ...buffers]));
		};
		const comm: ServerComm = {
			onMessage: (handler) => handlers.set(id, handler),
			send: (said, options) => deliver("message", said, options?.buffers),
			close: (said) => deliver("close", said),
		};
		server(comm, { data });
	});
}

function fileOf(path: string): string {
	const [, first, ...rest] = path.split("/");
	if (first === "style") return join(ROOT, "extension", "style", ...rest);
	const themes = join(ROOT, ".venv", "share", "jupyter", "lab", "themes", "@jupyterlab");
	return first === "theme" ? join(themes, ...rest) : join(BUNDLED, first, ...rest);
}

function html(theme: Theme): string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Attention maps</title>
<link rel="stylesheet" href="/theme/${THEMES[theme]}/index.css"><link rel="stylesheet" href="/style/index.css">
<style>body { margin: 0; padding: 8px; background: var(--jp-layout-color0); font-family: var(--jp-ui-font-family); }</style>
</head><body data-jp-theme-light="${theme === "light"}" data-jp-theme-name="${theme}"><script src="/main.js"></script></body></html>`;
}

export const test = base.extend<{ viewer: ViewerPage }>({
	viewer: async ({ page }, use) => {
		const faults: string[] = [];
		page.on("pageerror", (error) => faults.push(error.message));
		await use(await new ViewerPage(page).open());
		expect(faults).toEqual([]);
	},
});

export { expect };
