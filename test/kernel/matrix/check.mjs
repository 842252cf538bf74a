/** The suite `matrix` of `npm test`: what `unit` and `conformance` have reported, against our column. */
import { existsSync, readFileSync } from "node:fs";
import { at } from "../../../tools/paths.mjs";
import matrix from "./matrix.cjs";

const [unit, conformance] = ["unit.json", "conformance.txt"].map((name) => at("test-results", name));
const missing = [unit, conformance].filter((file) => !existsSync(file));
if (missing.length) throw new Error(`matrix: unit and conformance must have run before, got no ${missing.join(", ")}`);
const passed = matrix.passedTests(JSON.parse(readFileSync(unit, "utf8")), readFileSync(conformance, "utf8"));
const faults = matrix.faults(passed);
for (const fault of faults) console.error(`✗ ${fault}`);
console.log(`${matrix.rows.length} rows, ${faults.length} faults`);
process.exitCode = faults.length ? 1 : 0;
