/** The real model: load, encode, and the map of its 6 x 12 heads as a notebook saves it. */
import { createRequire } from "node:module";
import { median, medianAsync } from "./median.mjs";

const require = createRequire(import.meta.url);
const SENTENCE = "The animal did not cross the street because it was too tired, and the driver waited for it to move.";

export async function minilm() {
	const { chooseBackend } = require("@attention-lab/attention/backends");
	const report = await chooseBackend();
	const { pretrained } = require("@attention-lab/attention");
	const began = performance.now();
	const model = await pretrained.load("all-MiniLM-L6-v2");
	const rows = [{ case: "load", ms: performance.now() - began }];
	const encoded = await model.encode(SENTENCE);
	rows.push({ case: `encode ${encoded.tokens.length} tokens`, ms: await medianAsync(7, () => model.encode(SENTENCE)) });
	const map = model.attentionMap(encoded);
	const draw = () => map[Symbol.for("Jupyter.display")]();
	rows.push({ case: "map: bundle", ms: await medianAsync(5, draw), bytes: JSON.stringify(await draw()).length });
	rows.push({
		case: "map: one exact tile",
		ms: median(7, () => map.tile({ lead: [0, 0], query: [0, 8], key: [0, 8], zoom: 0 })),
	});
	return { backend: report, rows };
}
