/** `node run.mjs NAME [--size N] [--seed N] [--only N]`: one torture of the kernel; ends with a table, or with what went wrong. */
import { parseArgs } from "node:util";
import { require } from "./typescript.mjs";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { size: { type: "string" }, seed: { type: "string" }, only: { type: "string" } },
});
const [name] = positionals;
const number = (text) => (text === undefined ? undefined : Number(text));
const seed = number(values.seed) ?? Math.floor(Math.random() * 2 ** 31);
console.log(`${name}, seed ${seed}, Node ${process.versions.node}`);
const torture = require(`./${name}.ts`)[name];
console.table(await torture({ size: number(values.size), seed, only: number(values.only) }));
process.exit(0);
