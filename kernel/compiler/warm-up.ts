/**
 * What a compiler has to do before its first cell: read the standard library and Node's types, most of a second. In
 * steps of a few milliseconds, so that a question that needs none of it, such as whether a cell is complete, waits for
 * one step only; one that needs it all does the rest at once.
 */
import type { CellCompiler } from "./cells";

/** Each turn is one step. */
export function* warmUp(compiler: CellCompiler): Generator<unknown> {
	const { program } = compiler.bench;
	yield* program.preload();
	if (!program.isReady) {
		program.renew();
		yield;
		compiler.rehearse();
	}
}
