import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { BrowserContext } from "@playwright/test";
import { BUNDLED, ROOT } from "../../page/bundle";
import { options } from "./rows";

const KINDS: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html" };
const PACKAGES: Record<string, string> = {
	"require.min.js": "requirejs/require.js",
	"d3.min.js": "d3/dist/d3.min.js",
	"jquery.min.js": "jquery/dist/jquery.min.js",
};
const PLOTLY = join(ROOT, "node_modules", "plotly.js-cartesian-dist-min", "plotly-cartesian.min.js");
const THEME = join(
	ROOT,
	".venv",
	"share",
	"jupyter",
	"lab",
	"themes",
	"@jupyterlab",
	"theme-light-extension",
	"index.css",
);

/** A web site on this machine with the page that is measured, so that large pages do not pass through the debugger. */
export class Site {
	body = "";
	private constructor(private readonly server: Server) {}

	static async open(): Promise<Site> {
		const server = createServer((request, response) => {
			const path = new URL(request.url ?? "/", "http://here").pathname;
			const content = site.content(path);
			response.writeHead(content === undefined ? 404 : 200, {
				"content-type": `${KINDS[extname(path) || ".html"] ?? "application/octet-stream"}; charset=utf-8`,
			});
			response.end(content);
		});
		const site = new Site(server);
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		return site;
	}

	get address(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	private content(path: string): string | Buffer | undefined {
		if (path === "/") return this.body;
		if (path === "/plotly.js") return readFileSync(PLOTLY);
		if (path === "/theme.css") return readFileSync(THEME);
		try {
			if (path.startsWith("/style/")) return readFileSync(join(ROOT, "extension", path));
			return readFileSync(join(BUNDLED, path));
		} catch {
			return undefined;
		}
	}

	/** What a page asks of other machines comes from packages, or not at all. */
	async standIn(context: BrowserContext): Promise<string[]> {
		const missing: string[] = [];
		await context.route(/^https:/, (route) => {
			const name = new URL(route.request().url()).pathname.split("/").at(-1) as string;
			if (name in PACKAGES) return route.fulfill({ path: join(options.peers.folder, "node_modules", PACKAGES[name]) });
			missing.push(route.request().url());
			return route.abort();
		});
		return missing;
	}

	close(): void {
		this.server.close();
	}
}
