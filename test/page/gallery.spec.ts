/**
 * Draws every view in every theme from real models, for people to look at: into `test-results/gallery`, or with
 * `npm run gallery` into `extension/gallery`.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { attentionMap, attentionMapOf, compareMaps, mapServer, pretrained } from "@attention-lab/attention";
import { chooseBackend } from "@attention-lab/attention/backends";
import * as tf from "@tensorflow/tfjs-core";
import { ROOT } from "./bundle";
import { pictureDocument, soundDocument } from "./media";
import { expect, type Theme, test, ViewerPage } from "./viewer-page";

const FOLDER = process.env.GALLERY ?? join(ROOT, "test-results", "gallery");
const SENTENCE = "The animal did not cross the street because it was too tired, and the driver waited for it to move.";
const OTHER = "The dog did not cross the wide street because it was overtired, and the driver waited.";

interface Shown {
	name: string;
	document: unknown;
	choice: Record<string, unknown>;
	/** Waits until this is there. */
	until?: string;
}

let shown: Shown[] = [];

test.beforeAll(async () => {
	test.setTimeout(120_000);
	mkdirSync(FOLDER, { recursive: true });
	await chooseBackend();
	const model = await pretrained.load("all-MiniLM-L6-v2");
	const [first, second] = [await model.encode(SENTENCE), await model.encode(OTHER)];
	const [map, other] = [model.attentionMap(first), model.attentionMap(second)];
	const real = await map.toDocument({ maxBytes: 30_000, live: true });
	const both = await compareMaps(map, other, { title: "Tired or overtired" }).toDocument({
		maxBytes: 30_000,
		live: true,
	});
	const states = first.hiddenStates.at(-1) as tf.Tensor3D;
	const long = tf.tidy(
		() => tf.tile(tf.reshape(states, [1, 1, ...states.shape.slice(1)]), [1, 4, 40, 1]) as tf.Tensor4D,
	);
	const window = attentionMapOf(long, long, { causal: true, window: [96, 0], title: "960 tokens, a window of 96" });
	const steps = tf.tidy(() =>
		attentionMap(
			tf.stack(
				Array.from({ length: 12 }, (_, step) =>
					tf.softmax(tf.mul(tf.log(first.attentions.slice([2], [1])), step / 6)).squeeze([0]),
				),
			),
			{ axes: ["step", "head"], tokens: first.tokens, title: "One layer, from even to sharp" },
		),
	);
	const pin = { query: 9, key: 12 };
	const head = { lead: [2, 3] };
	shown = [
		{ name: "matrix", document: real, choice: { ...head, pin } },
		{
			name: "close-up",
			document: await window.toDocument({ live: true }),
			choice: { place: { query: [300, 420], key: [260, 380] } },
		},
		{ name: "scores", document: real, choice: { ...head, of: "scores", pin } },
		{ name: "without-special-tokens", document: real, choice: { ...head, hide: [0, 23] } },
		{ name: "arcs", document: real, choice: { ...head, mode: "arcs" } },
		{ name: "text", document: real, choice: { ...head, mode: "tokens", pin } },
		{ name: "steps", document: real, choice: { ...head, mode: "steps", pin }, until: ".al-Steps" },
		{ name: "compare", document: both, choice: { ...head, mode: "compare", pin: null } },
		{ name: "statistics", document: real, choice: { ...head, mode: "statistics" }, until: ".js-plotly-plot .main-svg" },
		{ name: "timeline", document: await steps.toDocument({ live: true }), choice: { lead: [8, 3] } },
		{
			name: "picture",
			document: (await pictureDocument("key")).document,
			choice: { mode: "picture", pin: { query: 2, key: 60 } },
		},
		{
			name: "sound",
			document: (await soundDocument("key")).document,
			choice: { mode: "sound", pin: { query: 2, key: 20 } },
		},
	];
});

for (const theme of ["light", "dark", "high-contrast"] as Theme[]) {
	test(`every view, ${theme}`, async ({ page }) => {
		test.setTimeout(180_000);
		await page.setViewportSize({ width: 1080, height: 900 });
		const viewer = await new ViewerPage(page).open(theme);
		await viewer.connect(mapServer.open);
		for (const { name, document, choice, until } of shown) {
			await viewer.call("clear");
			const view = await viewer.show(document, choice);
			if (until !== undefined) await expect(view.locator(until).first()).toBeVisible();
			const raster = view.locator(".al-Matrix-raster");
			if ((await raster.count()) === 1 && (document as { handle?: string }).handle !== undefined) {
				await expect(raster).toHaveAttribute("data-weights", "exact");
			}
			await page.waitForTimeout(700);
			await expect(view.locator(".al-Error")).toHaveCount(0);
			await view.screenshot({ path: join(FOLDER, `${name}-${theme}.png`) });
		}
	});
}
