export interface Shape {
	layers: number;
	heads: number;
	n: number;
}

/** Causal weights as trained models have them: a sink on the first token, a band near the diagonal, noise; [layers, heads, n, n]. */
export function tensorOf({ layers, heads, n }: Shape): Float32Array {
	const values = new Float32Array(layers * heads * n * n);
	let state = 20261125;
	const random = (): number => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
	for (let head = 0; head < layers * heads; head++) {
		const [sink, reach] = [0.2 + 0.6 * random(), 2 + Math.floor(12 * random())];
		for (let query = 0; query < n; query++) {
			const row = values.subarray((head * n + query) * n, (head * n + query + 1) * n);
			let sum = 0;
			for (let key = 0; key <= query; key++) {
				row[key] = Math.exp(-(query - key) / reach) + (0.5 * random() ** 4) / reach;
				sum += row[key];
			}
			for (let key = 0; key <= query; key++) row[key] *= (1 - sink) / sum;
			row[0] += sink;
		}
	}
	return values;
}
