/** Completion: what can stand at the cursor, best first. */
import ts from "typescript";
import type { CellCompiler } from "./cells";
import { expectedType } from "./expected";
import { explain, kindBehind } from "./explain";

export interface Completion {
	text: string;
	/** `method`, `const`, `interface` … */
	type: string;
	/** Its type, or how it is called; of the first few. */
	signature?: string;
	/** The first paragraph of its documentation; of the first few. */
	documentation?: string;
}

export interface Completions {
	items: Completion[];
	/** UTF-16 offsets of the word that a match replaces. */
	start: number;
	end: number;
}

type Entry = ts.CompletionEntry & { symbol?: ts.Symbol };

const PREFERENCES: ts.UserPreferences & { includeSymbol: boolean } = {
	includeCompletionsWithInsertText: false,
	includeCompletionsForModuleExports: false,
	includeSymbol: true,
};
/** So many get a signature and documentation. */
const EXPLAINED = 20;

export function complete(compiler: CellCompiler, source: string, offset: number): Completions {
	const { bench } = compiler;
	compiler.look(source);
	const { length } = bench.prefix;
	const position = length + offset;
	const info = bench.program.service.getCompletionsAtPosition(bench.cell.fileName, position, PREFERENCES);
	const span = info?.entries.find((entry) => entry.replacementSpan)?.replacementSpan ?? info?.optionalReplacementSpan;
	const [start, end] = span ? [span.start - length, ts.textSpanEnd(span) - length] : word(source, offset);
	const typed = source.slice(start, offset);
	const isNew = /\bnew\s+$/.test(source.slice(0, start));
	const { checker } = bench.program;
	const file = bench.cell;
	const expected = expectedType(checker, file, position);
	const weigh = (entry: Entry) => [
		fit(entry.name, typed),
		Number(/\bdeprecated\b/.test(entry.kindModifiers ?? "")),
		Number(entry.name.startsWith("_") && !typed.startsWith("_")),
		Number(isNew && !isClass(entry)),
		closeness(compiler, entry, (symbol) => expected?.(checker.getTypeOfSymbolAtLocation(symbol, file)) ?? false),
		entry.sortText,
		entry.name.toLowerCase(),
		// Small letters first: `abs` is called more often than `Abs`.
		swapped(entry.name),
	];
	const entries = ((info?.entries ?? []) as Entry[])
		.filter((entry) => fit(entry.name, typed) < 3)
		.map((entry) => ({ entry, weight: weigh(entry) }))
		.sort((a, b) => compare(a.weight, b.weight));
	const items = entries.map(({ entry }, index) => ({
		text: entry.name,
		type: entry.kind === "alias" && entry.symbol ? kindBehind(checker, entry.symbol) : entry.kind,
		...(index < EXPLAINED && entry.symbol ? explain(checker, entry.symbol, file) : {}),
	}));
	return { items, start, end };
}

function word(source: string, offset: number): [number, number] {
	const before = /[\p{ID_Continue}$]*$/u.exec(source.slice(0, offset))![0];
	const after = /^[\p{ID_Continue}$]*/u.exec(source.slice(offset))![0];
	return [offset - before.length, offset + after.length];
}

/** 0: starts with what was typed; 1: does so in another case; 3: does not fit. */
function fit(name: string, typed: string): number {
	if (name.startsWith(typed)) {
		return 0;
	}
	return name.toLowerCase().startsWith(typed.toLowerCase()) ? 1 : 3;
}

/** Whether it stands for a class: its own, or the `var Map: MapConstructor` and `interface Map` of the language. */
function isClass({ symbol }: Entry): boolean {
	const kinds = symbol ? symbol.flags : 0;
	return (
		(kinds & ts.SymbolFlags.Class) > 0 ||
		((kinds & ts.SymbolFlags.Variable) > 0 && (kinds & ts.SymbolFlags.Interface) > 0)
	);
}

/** 0: a literal, or a name of the session, that is of the expected type; 1: one of the session; 2: the kernel's own; 3: all others. */
function closeness(
	{ bench }: CellCompiler,
	{ symbol, isRecommended, kind }: Entry,
	isExpected: (symbol: ts.Symbol) => boolean,
) {
	if (kind === ts.ScriptElementKind.string) {
		return 0;
	}
	const file = symbol?.declarations?.[0]?.getSourceFile().fileName;
	if (file !== undefined && bench.program.has(file)) {
		return isRecommended || isExpected(symbol!) ? 0 : 1;
	}
	return isRecommended ? 0 : file !== undefined && bench.isGlobal(file) ? 2 : 3;
}

function swapped(name: string): string {
	return name.replace(/[a-z]+|[A-Z]+/g, (part) => (part < "a" ? part.toLowerCase() : part.toUpperCase()));
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
	const at = a.findIndex((weight, index) => weight !== b[index]);
	return at < 0 ? 0 : a[at] < b[at] ? -1 : 1;
}
