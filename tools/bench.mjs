/**
 * `npm run bench [-- attention memory training minilm kernel matrix viewer] [--json out.json]`: medians on this machine, never asserted.
 * `attention` takes `--torch PYTHON` (one that has PyTorch, measured beside it), `--dtype bfloat16`, `--only PART_OF_ID` and
 * `--cases FILE`.
 * `kernel` also checks what it claims to be able to (`matrix`); `--peers` installs tslab and Deno and measures beside
 * them, `--write` puts the matrix into kernel/README.md.
 * `viewer` draws in the browser of the tests; `--peers` installs four other viewers and measures beside them, `--only PART`
 * keeps cases, `--quick` takes one run of few sizes.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { models } from "./paths.mjs";
import { main, setup } from "./setup.mjs";
import { testSteps } from "./steps/index.mjs";

/** Options that take a value. */
const VALUES = ["--torch", "--cases", "--only", "--dtype"];
const BENCHES = ["attention", "memory", "training", "minilm", "kernel", "matrix", "viewer"];
/** What `npm run bench` alone does: `kernel` includes `matrix`. */
const ALL = ["attention", "memory", "training", "minilm", "kernel"];

await main(async () => {
	const words = process.argv.slice(2);
	const has = (option) => words.includes(option);
	const after = (option) => (has(option) ? words[words.indexOf(option) + 1] : undefined);
	const [json, ...values] = ["--json", ...VALUES].map(after);
	const chosen = words.filter((word) => !word.startsWith("--") && ![json, ...values].includes(word));
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
		const options = Object.fromEntries(VALUES.map((option, at) => [option.slice(2), values[at]]));
		results[name] = await bench[name]({
			peers: has("--peers"),
			write: has("--write"),
			quick: has("--quick"),
			...options,
		});
		console.log(`\n${name}${results[name].backend ? ` on ${JSON.stringify(results[name].backend)}` : ""}`);
		const { rows, table = rows } = results[name];
		if (table) console.table(table.map(rounded));
		if (results[name].text) console.log(`\n${results[name].text}`);
	}
	const report = results.attention && chosen.length === 1 ? { machine, ...results.attention } : results;
	if (json) writeFileSync(json, `${JSON.stringify(report, null, "\t")}\n`);
});

function rounded(row) {
	const short = (value) => (typeof value === "number" ? Number(value.toPrecision(3)) : value);
	return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, short(value)]));
}
