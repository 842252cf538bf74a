import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import unpackBrowser from "../e2e/unpack-browser";

export const ROOT = join(__dirname, "..", "..");
export const BUNDLED = join(ROOT, "node_modules", ".cache", "attention-lab", "page");
const BUILT = join(ROOT, "extension", "lib");

function newest(folder: string): number {
	const entries = readdirSync(folder, { withFileTypes: true });
	return Math.max(
		0,
		...entries.map((entry) => {
			const path = join(folder, entry.name);
			return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
		}),
	);
}

/** Bundles the viewer for a bare page, where its compiled code is newer than the bundle. */
export async function bundle(): Promise<void> {
	const made = join(BUNDLED, "main.js");
	const entry = join(__dirname, "entry.ts");
	const since = Math.max(newest(BUILT), newest(join(ROOT, "src", "lib", "map")), statSync(entry).mtimeMs);
	if (existsSync(made) && statSync(made).mtimeMs > since) return;
	const { rspack } = await import("@rspack/core");
	mkdirSync(BUNDLED, { recursive: true });
	const compiler = rspack({
		mode: "production",
		context: ROOT,
		entry: { main: entry },
		output: { path: BUNDLED, publicPath: "/", clean: true },
		resolve: { extensions: [".ts", ".js"] },
		module: {
			rules: [
				{
					test: /\.ts$/,
					use: {
						loader: "builtin:swc-loader",
						options: { jsc: { parser: { syntax: "typescript" }, target: "es2022" } },
					},
				},
			],
		},
		performance: false,
		stats: "errors-only",
	});
	await new Promise<void>((resolve, reject) => {
		compiler.run((error, stats) => {
			if (error || stats?.hasErrors()) reject(error ?? new Error(stats?.toString("errors-only")));
			else compiler.close(() => resolve());
		});
	});
}

// biome-ignore lint/style/noDefaultExport: Playwright calls the default export
export default async function setUp(): Promise<void> {
	await unpackBrowser();
	await bundle();
}
