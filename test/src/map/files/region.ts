import type { Region } from "@attention-lab/attention/map/files";

/** Part of a map of prime sizes, with tokens that files must not trip over. */
export function regionOf(leads: number[][], rows: number, columns: number, more: Partial<Region> = {}): Region {
	const values = Float32Array.from({ length: leads.length * rows * columns }, (_, i) => Math.abs(Math.sin(i + 1)) / 3);
	return {
		title: "A map",
		axes: [
			{ name: "layer", size: 2 },
			{ name: "head", size: 3 },
			{ name: "query", size: 11, labels: [..."abcdefghijk"] },
			{
				name: "key",
				size: 13,
				labels: ["=1+1", 'say "hi", you', "日本", "-", "@x", "\n", "g", "h", "i", "j", "k", "l", "m"],
			},
		],
		leads,
		query: [0, rows],
		key: [0, columns],
		pooling: [1, 1],
		values,
		of: "attention weight",
		error: 0,
		source: { dtype: "float32" },
		...more,
	};
}
