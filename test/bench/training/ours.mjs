/** A transformer of one block each way, of this library's layers. */
import { createRequire } from "node:module";
import { SOURCE, TARGET, VOCABULARY } from "./dates.mjs";

const require = createRequire(import.meta.url);

export function ours({ size, heads, hidden, seed }) {
	const tf = { ...require("@tensorflow/tfjs-core"), ...require("@tensorflow/tfjs-layers") };
	const lab = require("@attention-lab/attention");
	const block = { numHeads: heads, intermediateDim: hidden, normalizeFirst: true };
	const table = (sequenceLength, start, maskZero) =>
		lab.tokenAndPositionEmbedding({
			vocabularySize: VOCABULARY,
			sequenceLength,
			embeddingDim: size,
			maskZero,
			seed: start,
		});
	const source = tf.input({ shape: [SOURCE], dtype: "int32" });
	const written = tf.input({ shape: [TARGET], dtype: "int32" });
	const read = table(SOURCE, seed, true).apply(source);
	const encoded = lab.transformerEncoderBlock({ ...block, seed: seed + 10 }).apply(read);
	const drafted = table(TARGET, seed + 20, false).apply(written);
	const decoded = lab.transformerDecoderBlock({ ...block, seed: seed + 30 }).apply([drafted, encoded]);
	const initializer = tf.initializers.glorotUniform({ seed });
	const outputs = tf.layers
		.dense({ units: VOCABULARY, activation: "softmax", kernelInitializer: initializer })
		.apply(decoded);
	const model = tf.model({ inputs: [source, written], outputs });
	const inputs = (batch) => [
		tf.tensor2d(batch.source, undefined, "int32"),
		tf.tensor2d(batch.written, undefined, "int32"),
	];
	return { tf, model, inputs };
}
