/** Ours and its peers on the same tensor: bytes, time to drawn, heap, elements, time of an act. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseBackend } from "@attention-lab/attention/backends";
import { test } from "@playwright/test";
import { openBrowser, within } from "./browser";
import { type Contender, contenders, type Output, peerNames } from "./contenders";
import { middle, options, report, wanted } from "./rows";
import { Site } from "./site";
import { type Shape, tensorOf } from "./tensor";

const LIMIT = options.quick ? 10_000 : 60_000;
const OVER = `> ${LIMIT / 1000} s`;
/** A case whose first run took longer runs once. */
const SLOW = 4000;
const RUNS = 3;
/** Longer strings cannot be made by JavaScript. */
const LONGEST = 3.4e8;

const row = (n: number): Shape => ({ layers: 1, heads: 12, n });
const model = (n: number): Shape => ({ layers: 12, heads: 12, n });
const SHAPES = options.quick
	? [row(64), row(512)]
	: [...[64, 128, 256, 512, 1024, 2048].map(row), ...[64, 128, 512].map(model)];

interface Run {
	/** Milliseconds from the moment at which the output was given. */
	first: number;
	all: number;
	/** The same from the moment at which the page was asked for. */
	load: number;
	heap: number;
	elements: number;
	head?: number;
	hover: number;
}

test("beside its peers", async () => {
	await chooseBackend();
	const site = await Site.open();
	const folder = mkdtempSync(join(tmpdir(), "viewer-bench-"));
	const last = new Map<string, { ms: number; cells: number }>();
	if (options.peers.python === undefined) {
		for (const name of peerNames) report({ bench: "beside", contender: name, note: "not installed: --peers" });
	}
	try {
		for (const shape of SHAPES) {
			const name = `${shape.layers}x${shape.heads}x${shape.n}`;
			const cells = shape.layers * shape.heads * shape.n ** 2;
			const rivals = contenders.filter(
				(each) =>
					(options.peers.python !== undefined || !peerNames.includes(each.name)) && wanted(`${name} ${each.name}`),
			);
			if (rivals.length === 0) continue;
			const values = tensorOf(shape);
			const file = join(folder, "weights.f32");
			writeFileSync(file, values);
			for (const contender of rivals) {
				const case_ = { bench: "beside", case: name, contender: contender.name, draws: contender.draws };
				const before = last.get(contender.name);
				const expected = before && (before.ms * cells) / before.cells;
				if (before && expected && before.ms > SLOW && expected > LIMIT) {
					report({ ...case_, note: `not tried: about ${Math.round(expected / 1000)} s, from the last size` });
					continue;
				}
				if (!contender.name.startsWith("ours") && cells * 5.4 > LONGEST) {
					report({ ...case_, note: `not tried: about ${Math.round((cells * 5.4) / 1e6)} MB` });
					continue;
				}
				const { run, ...found } = await measure(contender, values, file, shape, site);
				report({ ...case_, ...found });
				if (run) last.set(contender.name, { ms: run.all, cells });
				else if (found.note?.startsWith(OVER)) last.set(contender.name, { ms: LIMIT, cells });
			}
		}
	} finally {
		site.close();
		rmSync(folder, { recursive: true });
	}
});

async function measure(contender: Contender, values: Float32Array, file: string, shape: Shape, site: Site) {
	let output: Output;
	try {
		output = await contender.make(values, file, shape);
	} catch (error) {
		return { note: `cannot be made: ${(error as Error).message.trim().split("\n").at(-1)}` };
	}
	site.body = output.body;
	const runs: Run[] = [];
	while (runs.length < (runs[0]?.all > SLOW ? 1 : options.quick ? 1 : RUNS)) {
		const run = await once(contender, shape, site);
		if (typeof run === "string") return { bytes: output.bytes, note: run };
		runs.push(run);
	}
	const of = (key: keyof Run): number | undefined =>
		runs[0][key] === undefined ? undefined : middle(runs.map((run) => run[key] as number));
	const keys: (keyof Run)[] = ["first", "all", "load", "head", "hover", "heap", "elements"];
	const found = Object.fromEntries(keys.map((key) => [key, of(key)])) as unknown as Run;
	return { bytes: output.bytes, ...found, repeats: runs.length, run: found, note: undefined };
}

/** One run in a browser of its own, or why there is no number. */
async function once(contender: Contender, shape: Shape, site: Site): Promise<Run | string> {
	const { browser, page, faults, heap } = await openBrowser(site);
	const names = `const { layers, heads, n } = ${JSON.stringify(shape)};`;
	const evaluate = (code: string) => page.evaluate(`(async () => { ${names} ${code} })()`);
	let crashed = false;
	page.on("crash", () => {
		crashed = true;
	});
	try {
		const { first, all } = contender;
		const watched = (async () => {
			await page.goto(site.address, { waitUntil: "commit", timeout: LIMIT });
			return evaluate(`return bench_.drawn({ first: () => ${first}, all: () => ${all} })`);
		})();
		const seen = (await within(LIMIT, watched)) as { times: { first: number; all: number }; given: number } | undefined;
		if (seen === undefined) return [OVER, ...faults.slice(0, 1)].join(", ");
		const { times, given } = seen;
		const blank = `await bench_.act(() => undefined); return !(${contender.canvases ?? "[]"}).every(bench_.inked)`;
		if (await within(LIMIT, evaluate(blank))) return `blank canvas after ${Math.round(times.all - given)} ms`;
		const act = async (code: string): Promise<number> =>
			((await within(LIMIT, evaluate(`return bench_.act(() => { ${code} })`))) as number | undefined) ?? LIMIT;
		const hover = await act(contender.hover);
		const head = contender.head === undefined ? undefined : await act(contender.head);
		return {
			first: times.first - given,
			all: times.all - given,
			load: times.all,
			hover,
			head,
			heap: (await within(LIMIT, heap())) ?? Number.NaN,
			elements: (await evaluate('return bench_.find("*").length')) as number,
		};
	} catch (error) {
		return crashed ? "the page crashed" : `failed: ${(error as Error).message.split("\n")[0].slice(0, 120)}`;
	} finally {
		await within(5000, browser.close());
	}
}
