/** Ours where no peer can follow: large matrices, close-ups, many maps, and maps that change. */
import { type AttentionMap, attentionMap, attentionMapOf, mapServer } from "@attention-lab/attention";
import { chooseBackend } from "@attention-lab/attention/backends";
import { type Page, test } from "@playwright/test";
import { randomNormal } from "@tensorflow/tfjs-core";
import { type Server, ViewerPage } from "../../page/viewer-page";
import { type Opened, openBrowser } from "./browser";
import { bundleOf, ourPage } from "./contenders";
import { middle, options, report, wanted } from "./rows";
import { Site } from "./site";
import { tensorOf } from "./tensor";

const RUNS = options.quick ? 1 : 3;
const SECONDS = 2;
const SIDE = options.quick ? 2048 : 4096;
const LAZY_SIDE = options.quick ? 8192 : 32_768;
/** Longer than any answer should take. */
const LATE = 30_000;

let site: Site;
test.beforeAll(async () => {
	await chooseBackend();
	site = await Site.open();
	site.body = ourPage("");
});
test.afterAll(() => site.close());

function measured(name: string, measure: (opened: Opened) => Promise<Record<string, number>>): void {
	test(name, async () => {
		test.skip(!wanted(name));
		const runs: Record<string, number>[] = [];
		for (let run = 0; run < RUNS; run++) {
			const opened = await openBrowser(site);
			await opened.page.goto(site.address);
			await warm(opened.page);
			runs.push(await measure(opened));
			await opened.browser.close();
		}
		const found = Object.keys(runs[0]).map((key) => [key, middle(runs.map((run) => run[key]))]);
		report({ bench: "own", case: name, contender: "ours", repeats: RUNS, ...Object.fromEntries(found) });
	});
}

/** A small map first, so that WebGL is there; it goes from the page, but keeps its hold on WebGL. */
async function warm(page: Page): Promise<void> {
	const shape = { layers: 1, heads: 2, n: 5 };
	const { document } = await bundleOf(tensorOf(shape), shape);
	await page.evaluate(async (small) => {
		const { bench, bench_ } = window as never as Page_;
		await bench.show(small);
		await bench_.act(() => undefined);
		for (const viewer of window.document.querySelectorAll(".al-Viewer")) viewer.remove();
	}, document);
}

/** What the page's own scripts offer. */
interface Page_ {
	bench: {
		show(document: unknown): Promise<number>;
		update(index: number, document: unknown): Promise<void>;
		choose(index: number, choice: unknown): void;
	};
	bench_: {
		act(what: () => void): Promise<number>;
		frames(): () => number[];
		task(): Promise<void>;
		contexts(): number;
		drawn(conditions: Record<string, () => boolean>): Promise<{ times: Record<string, number> }>;
	};
}

/** Shows a document; milliseconds until it is painted, and until its whole matrix is exact where a kernel lives. */
function show(page: Page, document: unknown, isLive = false): Promise<{ first: number; exact: number }> {
	return page.evaluate(
		async ([given, live]) => {
			const { bench, bench_ } = window as never as Page_;
			const text = JSON.stringify(given);
			const raster = () => window.document.querySelector<HTMLElement>(".al-Matrix-raster");
			const began = performance.now();
			void bench.show(JSON.parse(text));
			const { times } = await bench_.drawn({
				first: () => raster()?.dataset.weights !== undefined,
				exact: () => !live || raster()?.dataset.weights === "exact",
			});
			return { first: times.first - began, exact: times.exact - began };
		},
		[document, isLive] as const,
	);
}

/** What frames of these lengths felt like. */
function paceOf(name: string, lengths: number[]): Record<string, number> {
	const sum = lengths.reduce((total, length) => total + length, 0);
	return {
		[`${name}, frames/s`]: (1000 * lengths.length) / sum,
		[`${name}, median ms`]: middle(lengths),
		[`${name}, longest ms`]: Math.max(...lengths),
	};
}

/** Frames while hands move. */
async function framesDuring(page: Page, name: string, hands: () => Promise<void>): Promise<Record<string, number>> {
	await page.evaluate(() => {
		const { bench_ } = window as never as Page_;
		Object.assign(window, { stop: bench_.frames() });
	});
	const until = Date.now() + SECONDS * 1000;
	while (Date.now() < until) await hands();
	const lengths = await page.evaluate(() => (window as never as { stop(): number[] }).stop());
	return paceOf(name, lengths);
}

async function serve(page: Page): Promise<void> {
	await new ViewerPage(page).connect(mapServer.open as Server);
}

const documentOf = (map: AttentionMap): Promise<unknown> => map.toDocument({ live: true });

for (const isLive of [false, true]) {
	measured(`one head ${SIDE}${isLive ? ", living kernel" : ""}`, async ({ page, heap }) => {
		large ??= attentionMap(tensorOf({ layers: 1, heads: 1, n: SIDE }), { shape: [SIDE, SIDE] });
		if (isLive) await serve(page);
		const { first, exact } = await show(page, await documentOf(large), isLive);
		const box = (await page.locator(".al-Matrix-raster").boundingBox())!;
		const [x, y] = [box.x + box.width * 0.4, box.y + box.height * 0.6];
		await page.mouse.move(x, y);
		await page.keyboard.down("Control");
		let turn = 0;
		const zoom = await framesDuring(page, "zoom", () => page.mouse.wheel(0, turn++ % 80 < 40 ? -60 : 60));
		for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -120);
		await page.keyboard.up("Control");
		await page.mouse.down();
		let step = 0;
		const pan = await framesDuring(page, "pan", async () => {
			step++;
			await page.mouse.move(x + 90 * Math.sin(step / 20), y + 60 * Math.cos(step / 15));
		});
		await page.mouse.up();
		return { first, ...(isLive && { "exact whole, ms": exact }), ...zoom, ...pan, heap: await heap() };
	});
}
let large: AttentionMap | undefined;
let lazy: AttentionMap | undefined;

/** Rectangles of so many cells along a side, none within another, so that no tile is there already. */
const SIDES = [16_384, 4096, 1024, 256];
const PLACES = [0.2, 0.05, 0.75, 0.9];

measured(`lazy ${LAZY_SIDE}`, async ({ page, heap }) => {
	const L = LAZY_SIDE;
	lazy ??= attentionMapOf(randomNormal([L, 64], 0, 1, "float32", 1), randomNormal([L, 64], 0, 1, "float32", 2), {
		lazy: true,
	});
	await serve(page);
	const { first, exact } = await show(page, await documentOf(lazy), true);
	const sides = SIDES.filter((side) => side < L);
	const times: { coarser: number; exact: number }[] = [];
	for (const side of sides) times.push(await closeUp(page, L * PLACES[SIDES.indexOf(side)], side));
	const each = sides.map((side, i) => [`exact ${side}, ms`, times[i].exact]);
	return {
		first,
		"exact whole, ms": exact,
		"coarser, ms": middle(times.map((time) => time.coarser)),
		"exact rectangle, ms": middle(times.map((time) => time.exact)),
		...Object.fromEntries(each),
		heap: await heap(),
	};
});

/** Goes to a rectangle: milliseconds until it is shown at all, and until every pixel is exact. */
function closeUp(page: Page, from: number, side: number): Promise<{ coarser: number; exact: number }> {
	return page.evaluate(
		async ([start, length, late]) => {
			const { bench, bench_ } = window as never as Page_;
			const raster = window.document.querySelector<HTMLElement>(".al-Matrix-raster")!;
			delete raster.dataset.weights;
			const began = performance.now();
			const span = [start, start + length];
			bench.choose(1, { place: { query: span, key: span } });
			const { times } = await bench_.drawn({
				coarser: () => raster.dataset.weights !== undefined,
				exact: () => raster.dataset.weights === "exact" || performance.now() - began > late,
			});
			return { coarser: times.coarser - began, exact: times.exact - began };
		},
		[Math.floor(from), side, LATE] as const,
	);
}

/** In the page: a step down with every frame, after a second back up; the lengths of the frames. */
async function scrolling(seconds: number): Promise<number[]> {
	const stop = (window as never as Page_).bench_.frames();
	const until = performance.now() + seconds * 1000;
	for (let turn = 0; performance.now() < until; turn++) {
		window.scrollBy(0, Math.floor(turn / 60) % 2 ? -160 : 160);
		await new Promise(requestAnimationFrame);
	}
	return stop();
}

measured("40 maps", async ({ page, heap, spent }) => {
	const shape = { layers: 1, heads: 12, n: 128 };
	const { document } = await bundleOf(tensorOf(shape), shape);
	const all = await page.evaluate(async (given) => {
		const { bench } = window as never as Page_;
		const began = performance.now();
		await Promise.all(Array.from({ length: 40 }, () => bench.show(structuredClone(given))));
		return performance.now() - began;
	}, document);
	await page.evaluate(() => (window as never as Page_).bench_.act(() => undefined));
	const before = await spent();
	const lengths = await page.evaluate(scrolling, SECONDS);
	const after = await spent();
	const each = (kind: string): number => (after[kind] - before[kind]) / lengths.length;
	const work = { "scroll, page's ms a frame": each("renderer"), "scroll, painting ms a frame": each("GPU") };
	const contexts = await page.evaluate(() => (window as never as Page_).bench_.contexts());
	const elements = await page.evaluate(() => window.document.querySelectorAll("*").length);
	return { all, ...paceOf("scroll", lengths), ...work, contexts, elements, heap: await heap() };
});

measured("live updates", async ({ page }) => {
	const shape = { layers: 1, heads: 12, n: 64 };
	const values = tensorOf(shape);
	const documents: unknown[] = [];
	for (let step = 0; step < 10; step++) {
		const bundle = attentionMap(
			values.map((value) => value * (1 - step / 20)),
			{ shape: [12, 64, 64] },
		);
		documents.push(await bundle.toDocument());
	}
	await show(page, documents[0]);
	const { given, painted, lengths } = await page.evaluate(
		async ([all, seconds]) => {
			const { bench, bench_ } = window as never as Page_;
			const raster = window.document.querySelector(".al-Matrix-raster") as HTMLElement;
			let [given, painted] = [0, 0];
			new MutationObserver(() => painted++).observe(raster, { attributeFilter: ["data-weights"] });
			const stop = bench_.frames();
			const until = performance.now() + seconds * 1000;
			while (performance.now() < until) {
				await bench.update(1, all[given++ % all.length]);
				await bench_.task();
			}
			return { given, painted, lengths: stop() };
		},
		[documents, SECONDS] as const,
	);
	return {
		"given/s": given / SECONDS,
		"drawn/s": painted / SECONDS,
		"dropped/s": Math.max(0, given - painted) / SECONDS,
		...paceOf("page", lengths),
	};
});
