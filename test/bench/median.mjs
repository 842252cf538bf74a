/** Medians of several runs after one that is not counted, in milliseconds. */
export function median(runs, call) {
	call();
	return middle(
		Array.from({ length: runs }, () => {
			const began = performance.now();
			call();
			return performance.now() - began;
		}),
	);
}

export async function medianAsync(runs, call) {
	await call();
	const times = [];
	for (let run = 0; run < runs; run++) {
		const began = performance.now();
		await call();
		times.push(performance.now() - began);
	}
	return middle(times);
}

export const middle = (times) => times.sort((a, b) => a - b)[times.length >> 1];
