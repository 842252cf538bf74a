/**
 * The same transformer of what TensorFlow.js brings: its layers, and attention of `tf.matMul` and `tf.softmax`. Two of its
 * layers are left out. `embedding` has no gradient on WebAssembly: a token and its place come as one row of zeros and two
 * ones. `layerNormalization` trains more than ten times slower (the gradient of its `tile` adds slice after slice): the norm is
 * written with operations.
 */
import { createRequire } from "node:module";
import { SOURCE, TARGET, VOCABULARY } from "./dates.mjs";

const require = createRequire(import.meta.url);

export function stock({ size, heads, hidden, seed }) {
	const tf = { ...require("@tensorflow/tfjs-core"), ...require("@tensorflow/tfjs-layers") };
	let drawn = seed;
	const dense = (units, more = {}) =>
		tf.layers.dense({ units, kernelInitializer: tf.initializers.glorotUniform({ seed: drawn++ }), ...more });
	const plus = (x, y) => tf.layers.add().apply([x, y]);

	class Norm extends tf.layers.Layer {
		static className = "StockNorm";
		build() {
			this.gain = this.addWeight("gain", [size], "float32", tf.initializers.ones());
			this.shift = this.addWeight("shift", [size], "float32", tf.initializers.zeros());
		}
		computeOutputShape(shape) {
			return shape;
		}
		call([x]) {
			return tf.tidy(() => {
				const { mean, variance } = tf.moments(x, -1, true);
				const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
				return tf.add(tf.mul(normal, this.gain.read()), this.shift.read());
			});
		}
	}
	const norm = (x) => new Norm({}).apply(x);

	class Attention extends tf.layers.Layer {
		static className = "StockAttention";
		computeOutputShape([query]) {
			return query;
		}
		/** [query, key, value] of shape [B, L, M], and a bias [B, 1, 1, S] or [1, 1, L, L]. */
		call([query, key, value, bias]) {
			return tf.tidy(() => {
				const split = (x) => tf.transpose(tf.reshape(x, [x.shape[0], x.shape[1], heads, size / heads]), [0, 2, 1, 3]);
				const scores = tf.matMul(tf.mul(split(query), Math.sqrt(heads / size)), split(key), false, true);
				const seen = tf.matMul(tf.softmax(tf.add(scores, bias)), split(value));
				return tf.reshape(tf.transpose(seen, [0, 2, 1, 3]), query.shape);
			});
		}
	}
	const attend = (x, from, bias) => {
		const parts = [dense(size).apply(x), dense(size).apply(from), dense(size).apply(from), bias];
		return dense(size).apply(new Attention({}).apply(parts));
	};
	const think = (x) => dense(size).apply(dense(hidden, { activation: "relu" }).apply(x));
	const self = (x, bias) => {
		const normal = norm(x);
		return plus(x, attend(normal, normal, bias));
	};

	const source = tf.input({ shape: [SOURCE, VOCABULARY + SOURCE] });
	const written = tf.input({ shape: [TARGET, VOCABULARY + TARGET] });
	const padding = tf.input({ shape: [1, 1, SOURCE] });
	const future = tf.input({ shape: [1, TARGET, TARGET] });
	const read = self(dense(size, { useBias: false }).apply(source), padding);
	const encoded = plus(read, think(norm(read)));
	const drafted = self(dense(size, { useBias: false }).apply(written), future);
	const crossed = plus(drafted, attend(norm(drafted), encoded, padding));
	const decoded = plus(crossed, think(norm(crossed)));
	const outputs = dense(VOCABULARY, { activation: "softmax" }).apply(decoded);
	const model = tf.model({ inputs: [source, written, padding, future], outputs });

	const hot = (rows, length) => {
		const wide = VOCABULARY + length;
		const values = new Float32Array(rows.length * length * wide);
		for (const [b, row] of rows.entries()) {
			for (const [at, id] of row.entries()) {
				values[(b * length + at) * wide + id] = 1;
				values[(b * length + at) * wide + VOCABULARY + at] = 1;
			}
		}
		return tf.tensor3d(values, [rows.length, length, wide]);
	};
	const closed = (open) => (open ? 0 : -1e9);
	const triangle = Array.from({ length: TARGET ** 2 }, (_, at) => closed(at % TARGET <= Math.floor(at / TARGET)));
	const inputs = (batch) => [
		hot(batch.source, SOURCE),
		hot(batch.written, TARGET),
		tf.tensor4d(
			batch.source.flat().map((id) => closed(id !== 0)),
			[batch.source.length, 1, 1, SOURCE],
		),
		tf.tensor4d(
			batch.source.flatMap(() => triangle),
			[batch.source.length, 1, TARGET, TARGET],
		),
	];
	return { tf, model, inputs };
}
