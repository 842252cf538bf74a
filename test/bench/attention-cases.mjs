/** The cases of `npm run bench -- attention`, and what a row of its report is. */

/** `<pass>/<dtype>/B1/H8/G8/L2048/S2048/D64/E64/<mask>/<path>/t2` */
export function idOf(one) {
	const sizes = [..."BHGLSDE"].map((letter) => `${letter}${one[letter]}`).join("/");
	return `${one.pass}/${one.dtype}/${sizes}/${one.mask}/${one.path}/t${one.threads}`;
}

/** Long sequences get few heads. */
export function grid(dtype, cores) {
	const found = new Map();
	const add = (length, size, { mask = "none", path = "fused", groups, threads = cores, passes } = {}) => {
		const heads = length <= 2048 ? 8 : Math.max(2, Math.min(8, cores));
		for (const pass of passes ?? ["forward", "backward"]) {
			const sizes = { B: 1, H: heads, G: groups ?? heads, L: length, S: length, D: size, E: size };
			const one = { pass, dtype, ...sizes, mask, path, threads };
			found.set(idOf(one), { ...one, id: idOf(one) });
		}
	};
	for (const threads of new Set([1, cores])) {
		for (const length of [128, 512, 2048]) {
			for (const size of [32, 64, 128]) for (const mask of ["none", "causal"]) add(length, size, { mask, threads });
		}
	}
	for (const size of [32, 64, 128]) for (const mask of ["none", "causal"]) add(8192, size, { mask });
	for (const mask of ["none", "causal"]) add(8192, 64, { mask, threads: 1, passes: ["forward"] });
	for (const length of [512, 2048]) {
		for (const mask of ["none", "causal"]) {
			for (const groups of [2, 1]) add(length, 64, { mask, groups });
			add(length, 64, { mask, path: "weights", passes: ["forward"] });
		}
		add(length, 64, { mask: "bias" });
	}
	return [...found.values()];
}

/** Useful work: forward 2 B H L S (D + E), half of it when causal; backward 2.5 times that, whatever an engine really does. */
export function flopsOf({ B, H, L, S, D, E, mask, pass }) {
	return 2 * B * H * L * S * (D + E) * (mask === "causal" ? 0.5 : 1) * (pass === "backward" ? 2.5 : 1);
}

/** Median, minimum and 90th percentile of at least `runs` calls, of as many as fit into `seconds`. */
export function measure(call, runs = 7, seconds = 0.25) {
	call();
	const times = [];
	for (let spent = 0; times.length < runs || (spent < seconds * 1000 && times.length < 200); ) {
		const began = performance.now();
		call();
		times.push(performance.now() - began);
		spent += times.at(-1);
	}
	times.sort((a, b) => a - b);
	const at = (share) => times[Math.floor(share * (times.length - 1))];
	return { runs: times.length, ms: at(0.5), ms_min: times[0], ms_p90: at(0.9) };
}
