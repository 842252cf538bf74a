/** `console` in cells. */
import { isTensor } from "./tensor-text";

const DEEPEST = 32;

/** `console.table` of a tensor is a table of its numbers, not of its fields. */
export function installTensorTables(): void {
	const { table } = console;
	console.table = (data, columns) => table.call(console, isTensor(data) ? data.arraySync() : data, columns);
}

/** A cell that failed inside a `console.group` indents none of the next one's lines. */
export function endGroups(): void {
	for (let depth = 0; depth < DEEPEST; depth++) {
		console.groupEnd();
	}
}
