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
		const beside = rows.filter((row) => row.bench === "beside").map(({ bench, ...row }) => row);
		const text = [...rows.filter((row) => row.bench === "own").map(line), targets(rows)].join("\n");
		return { rows, table: beside, text };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function line({ bench, contender, case: name, repeats, ...numbers }) {
	const short = Object.entries(numbers).map(([key, value]) => `${key} ${Number(value?.toPrecision(3))}`);
	return `${name}: ${short.join("; ")}`;
}
