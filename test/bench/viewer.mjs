/** The viewer in a browser, beside its peers where they are installed, and alone where none can follow. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { at } from "../../tools/paths.mjs";
import { run } from "../../tools/run.mjs";
import { installViewerPeers, viewerPeers } from "../../tools/viewer-peers.mjs";
import { targets } from "./viewer/targets.mjs";

const CONFIG = at("test", "bench", "viewer", "playwright.config.ts");

export async function viewer({ peers, quick, only }) {
	if (peers) await installViewerPeers();
	const installed = viewerPeers();
	if (!installed.python) console.log("  alone: --peers installs four viewers, to measure beside them");
	const folder = mkdtempSync(join(tmpdir(), "viewer-"));
	try {
		const out = join(folder, "rows.jsonl");
		writeFileSync(out, "");
		const env = { VIEWER_BENCH: JSON.stringify({ quick, only, out, peers: installed }) };
		const playwright = at("node_modules", "@playwright", "test", "cli.js");
		await run(process.execPath, [playwright, "test", "--config", CONFIG], { env, label: "viewer" });
		const rows = readFileSync(out, "utf8")
			.split("\n")
			.filter(Boolean)
			.map((line) => JSON.parse(line));
		return { rows, table: rows.map(({ bench, runs, ...row }) => row), text: targets(rows) };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
