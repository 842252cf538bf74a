/** Names whose values went with the process that held them: an error about one says so, and which cell to run again. */
import type ts from "typescript";
import type { Fault } from "./unit";

/** TypeScript's words for a name that nothing declares. */
const UNKNOWN = new Set([2304, 2552, 2503, 2580, 2581, 2582, 18004]);

export class Lost {
	/** Name to the cell that declared it last. */
	private readonly cells = new Map<string, string>();

	add(cells: readonly { names: readonly string[]; label: string }[]): void {
		for (const { names, label } of cells) {
			for (const name of names) {
				this.cells.set(name, label);
			}
		}
	}

	/** Names that are declared again. */
	found(names: readonly string[]): void {
		for (const name of names) {
			this.cells.delete(name);
		}
	}

	/** The fault, with a line for each lost name that it is about. */
	explain(fault: Fault, diagnostics: readonly ts.Diagnostic[]): Fault {
		const names = diagnostics.flatMap(({ code, file, start = 0, length = 0 }) =>
			UNKNOWN.has(code) && file ? [file.text.slice(start, start + length)] : [],
		);
		const notes = [...new Set(names)].flatMap((name) => {
			const cell = this.cells.get(name);
			return cell
				? [`${name} was declared in ${cell} and is gone with the process that held it: run that cell again`]
				: [];
		});
		return notes.length > 0 ? { ...fault, traceback: [...fault.traceback, ...notes] } : fault;
	}
}
