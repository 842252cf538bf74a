import { type AttentionMapDocument, encodePreview } from "@attention-lab/attention/map";

/** Weights of 2 x 3 heads over 5 queries and 7 keys; every row sums to one. */
export function someWeights(): Float32Array {
	const weights = Float32Array.from({ length: 2 * 3 * 5 * 7 }, (_, i) => ((i * 37) % 101) / 101);
	for (let row = 0; row < 30; row++) {
		const cells = weights.subarray(row * 7, (row + 1) * 7);
		const total = cells.reduce((sum, cell) => sum + cell, 0);
		cells.forEach((cell, i) => {
			cells[i] = cell / total;
		});
	}
	return weights;
}

export async function someDocument(): Promise<AttentionMapDocument> {
	return {
		version: 1,
		title: "Some heads",
		axes: [
			{ name: "layer", size: 2 },
			{ name: "head", size: 3 },
			{ name: "query", size: 5, labels: ["the", "cat", "<b>", "注意", "🙂"] },
			{ name: "key", size: 7, labels: ["a", "b", "c", "d", "e", "f", "g"] },
		],
		preview: await encodePreview(someWeights(), [2, 3, 5, 7]),
		statistics: { entropy: [1, 1, 1, 1, 1, 1], max: [1, 1, 1, 1, 1, 1] },
		source: { model: "none", layer: 0, dtype: "float32", mask: "none", scale: 0.25, backend: "cpu" },
		handle: "abc",
	};
}
