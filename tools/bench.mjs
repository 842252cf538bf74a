/** `npm run bench [-- attention minilm kernel] [--json out.json]`: medians on this machine, never asserted. */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { models } from "./paths.mjs";
import { main, setup } from "./setup.mjs";

const BENCHES = ["attention", "minilm", "kernel"];

await main(async () => {
	await setup();
	process.env.ATTENTION_LAB_MODELS ??= models;
	process.env.TF_CPP_MIN_LOG_LEVEL ??= "3";
	const words = process.argv.slice(2);
	const json = words.includes("--json") ? words[words.indexOf("--json") + 1] : undefined;
	const chosen = words.filter((word) => !word.startsWith("--") && word !== json);
	const unknown = chosen.filter((word) => !BENCHES.includes(word));
	if (unknown.length)
		throw new Error(`npm run bench: a benchmark must be one of ${BENCHES.join(", ")}, got ${unknown}`);
	const machine = `${cpus()[0]?.model ?? "unknown CPU"}, ${availableParallelism()} cores, Node ${process.versions.node}`;
	const results = { machine };
	console.log(`\n${machine}`);
	for (const name of chosen.length ? chosen : BENCHES) {
		const bench = await import(`../test/bench/${name}.mjs`);
		results[name] = await bench[name]();
		console.log(`\n${name}${results[name].backend ? ` on ${JSON.stringify(results[name].backend)}` : ""}`);
		console.table(results[name].rows.map(rounded));
	}
	if (json) writeFileSync(json, `${JSON.stringify(results, null, "\t")}\n`);
});

function rounded(row) {
	const short = (value) => (typeof value === "number" ? Number(value.toPrecision(3)) : value);
	return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, short(value)]));
}
