/** What the viewer should reach, beside what it did; never asserted. */

/** @returns One line per target that was measured. */
export function targets(rows) {
	const at = (name) => rows.find((row) => row.case === name && row.bench === "own");
	const beside = rows.filter((row) => row.case === "1x12x512");
	const ours = beside.find((row) => row.contender === "ours");
	const rivals = beside.filter((row) => !row.contender.startsWith("ours") && row.draws === "all heads");
	const fastest = rivals.filter((row) => row.all).sort((a, b) => a.all - b.all)[0];
	const [one, lazy, many] = ["one head 4096", "lazy 32768", "40 maps"].map(at);
	const lines = [
		ours &&
			fastest && [`times faster to drawn, 12 x 512 x 512, than ${fastest.contender}`, fastest.all / ours.all, ">=", 50],
		ours && ["kB of the output, 12 x 512 x 512", ours.bytes / 1000, "<=", 50],
		one && ["ms to the first paint, 4096 x 4096", one.first, "<=", 150],
		one && ["frames/s zooming, 4096 x 4096", one["zoom, frames/s"], ">=", 50],
		one && ["frames/s moving, 4096 x 4096", one["pan, frames/s"], ">=", 50],
		lazy && ["ms to a coarser picture, 32768 x 32768", lazy["coarser, ms"], "<=", 300],
		lazy && ["ms to the exact whole, 32768 x 32768", lazy["exact whole, ms"], "<=", 3000],
		lazy && ["ms to an exact rectangle, 32768 x 32768", lazy["exact rectangle, ms"], "<=", 300],
		many && ["frames/s scrolling 40 maps", many["scroll, frames/s"], ">=", 50],
		many && ["WebGL contexts of 40 maps", many.contexts, "<=", 1],
	].filter(Boolean);
	return lines
		.map(([name, value, sign, target]) => {
			const reached = sign === "<=" ? value <= target : value >= target;
			return `${reached ? "reached" : "missed "}  ${Number(value?.toPrecision(3))} ${name} (${sign} ${target})`;
		})
		.join("\n");
}
