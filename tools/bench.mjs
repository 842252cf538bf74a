/**
 * `npm run bench [-- attention minilm kernel matrix] [--json out.json]`: medians on this machine, never asserted.
 * `kernel` also checks what it claims to be able to (`matrix`); `--peers` installs tslab and Deno and measures beside
 * them, `--write` puts the matrix into kernel/README.md.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { models } from "./paths.mjs";
import { main, setup } from "./setup.mjs";
import { testSteps } from "./steps/index.mjs";

const BENCHES = ["attention", "minilm", "kernel", "matrix"];
/** What `npm run bench` alone does: `kernel` includes `matrix`. */
const ALL = ["attention", "minilm", "kernel"];

await main(async () => {
	const words = process.argv.slice(2);
	const has = (option) => words.includes(option);
	const json = has("--json") ? words[words.indexOf("--json") + 1] : undefined;
	const chosen = words.filter((word) => !word.startsWith("--") && word !== json);
	const unknown = chosen.filter((word) => !BENCHES.includes(word));
	if (unknown.length)
		throw new Error(`npm run bench: a benchmark must be one of ${BENCHES.join(", ")}, got ${unknown}`);
	await setup({ wanted: testSteps });
	process.env.ATTENTION_LAB_MODELS ??= models;
	process.env.TF_CPP_MIN_LOG_LEVEL ??= "3";
	const machine = `${cpus()[0]?.model ?? "unknown CPU"}, ${availableParallelism()} cores, Node ${process.versions.node}`;
	const results = { machine };
	console.log(`\n${machine}`);
	for (const name of chosen.length ? chosen : ALL) {
		const bench = await import(`../test/bench/${name}.mjs`);
		results[name] = await bench[name]({ peers: has("--peers"), write: has("--write") });
		console.log(`\n${name}${results[name].backend ? ` on ${JSON.stringify(results[name].backend)}` : ""}`);
		if (results[name].rows) console.table(results[name].rows.map(rounded));
		if (results[name].text) console.log(`\n${results[name].text}`);
	}
	if (json) writeFileSync(json, `${JSON.stringify(results, null, "\t")}\n`);
});

function rounded(row) {
	const short = (value) => (typeof value === "number" ? Number(value.toPrecision(3)) : value);
	return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, short(value)]));
}
