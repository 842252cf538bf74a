/** One contender in a process of its own: trains as many steps as its parent says, then tells how long they took. */
import { createRequire } from "node:module";
import { batches } from "./dates.mjs";
import { ours } from "./ours.mjs";
import { stock } from "./stock.mjs";

const require = createRequire(import.meta.url);
const [layers, backend] = process.argv.slice(2);
const BATCH = 64;
const SIZES = { size: 64, heads: 4, hidden: 128, seed: 1 };

const { chooseBackend } = require("@attention-lab/attention/backends");
await chooseBackend(backend);
const { tf, model, inputs } = (layers === "ours" ? ours : stock)(SIZES);
model.compile({ optimizer: tf.train.adam(0.003, 0.9, 0.98), loss: "sparseCategoricalCrossentropy" });
const course = batches(BATCH, 1);
const fresh = batches(512, 2).next().value;

/**
 * Share of fresh dates that are written without a mistake, one character after the other: just as many as where each
 * character is the best one after the right ones before it, which takes one call.
 */
function exactMatch() {
	return tf.tidy(() => {
		const best = tf.argMax(model.predict(inputs(fresh)), -1);
		const right = tf.all(tf.equal(best, tf.tensor2d(fresh.target, undefined, "int32")), 1);
		return tf.mean(tf.cast(right, "float32")).dataSync()[0];
	});
}

async function train(steps) {
	const prepared = Array.from({ length: steps }, () => {
		const batch = course.next().value;
		return [inputs(batch), tf.tensor3d(batch.target.map((row) => row.map((id) => [id])))];
	});
	const began = performance.now();
	const used = process.cpuUsage();
	for (const [x, y] of prepared) await model.trainOnBatch(x, y);
	const seconds = (performance.now() - began) / 1000;
	const { user, system } = process.cpuUsage(used);
	tf.dispose(prepared);
	return { seconds, cpu: (user + system) / 1e6, exactMatch: exactMatch() };
}

process.on("message", async ({ steps }) => process.send(await train(steps)));
process.send({ weights: model.countParams() });
