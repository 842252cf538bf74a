import { type AttentionMapDocument, encodePreview } from "@attention-lab/attention/map";

/** Row-softmax weights that are the same on every run. */
export function weightsOf(shape: readonly number[], causal = false): Float32Array {
	const [queries, keys] = shape.slice(-2);
	const count = shape.reduce((product, size) => product * size, 1);
	const weights = new Float32Array(count);
	for (let row = 0; row < count / keys; row++) {
		const query = row % queries;
		let sum = 0;
		for (let key = 0; key < keys; key++) {
			const score = causal && key > query ? Number.NEGATIVE_INFINITY : Math.sin(row * 12.9898 + key * 78.233) * 2;
			weights[row * keys + key] = Math.exp(score);
			sum += Math.exp(score);
		}
		for (let key = 0; key < keys; key++) weights[row * keys + key] /= sum;
	}
	return weights;
}

/** A whole document on these axes, with the weights that it was made from. */
export async function documentOf(
	shape: readonly number[],
	more: Partial<AttentionMapDocument> = {},
	options: Parameters<typeof encodePreview>[2] = {},
): Promise<{ document: AttentionMapDocument; weights: Float32Array }> {
	const causal = more.source?.mask?.startsWith("causal");
	const weights = weightsOf(shape, causal);
	const names = ["layer", "head", "query", "key"].slice(-shape.length);
	const axes = shape.map((size, i) => ({ name: names[i], size }));
	const preview = await encodePreview(weights, shape, options);
	return { document: { version: 1, axes, preview, source: { dtype: "float32" }, ...more }, weights };
}
