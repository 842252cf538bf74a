/** Completion: what can stand at the cursor, best first. */
import type ts from "typescript";
import { PREFIX } from "./bench";
import type { CellCompiler } from "./cells";

export interface Completions {
	matches: string[];
	/** Kinds of the matches, in the same order: `method`, `const`, `interface` … */
	kinds: string[];
	/** UTF-16 offsets of the word that a match replaces. */
	start: number;
	end: number;
}

const PREFERENCES: ts.GetCompletionsAtPositionOptions = {
	includeCompletionsWithInsertText: false,
	includeCompletionsForModuleExports: false,
};

export function complete(compiler: CellCompiler, source: string, offset: number): Completions {
	const { bench } = compiler;
	compiler.look(source);
	const info = bench.service.getCompletionsAtPosition(bench.cellFile, PREFIX.length + offset, PREFERENCES);
	const [start, end] = word(source, offset, info?.optionalReplacementSpan);
	const typed = source.slice(start, offset);
	const entries = (info?.entries ?? [])
		.filter((entry) => rank(entry.name, typed) < 3)
		.sort(
			(a, b) => rank(a.name, typed) - rank(b.name, typed) || compare(a.sortText, b.sortText) || compare(a.name, b.name),
		);
	return { matches: entries.map((entry) => entry.name), kinds: entries.map((entry) => entry.kind), start, end };
}

function word(source: string, offset: number, span?: ts.TextSpan): [number, number] {
	if (span) {
		return [span.start - PREFIX.length, span.start - PREFIX.length + span.length];
	}
	const before = /[\p{ID_Continue}$]*$/u.exec(source.slice(0, offset))![0];
	const after = /^[\p{ID_Continue}$]*/u.exec(source.slice(offset))![0];
	return [offset - before.length, offset + after.length];
}

/** 0: starts with what was typed; 1: does so in another case; 3: does not fit. */
function rank(name: string, typed: string): number {
	if (name.startsWith(typed)) {
		return 0;
	}
	return name.toLowerCase().startsWith(typed.toLowerCase()) ? 1 : 3;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
