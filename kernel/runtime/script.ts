/** Runs compiled text as the body of a function. */
import * as vm from "node:vm";
import type { Unit } from "../compiler/unit";

/**
 * @param names - What the text sees as free variables.
 * @returns A promise where the unit awaits, undefined elsewhere.
 */
export function run(unit: Unit, names: Record<string, unknown>): Promise<unknown> | undefined {
	const arrow = unit.isAsync ? "async () =>" : "() =>";
	const text = `(function (${Object.keys(names).join(", ")}) { return (${arrow} {\n${unit.code}\n})(); })`;
	const script = new vm.Script(text, { filename: unit.file, lineOffset: -1 });
	return script.runInThisContext().call(undefined, ...Object.values(names));
}
