/**
 * The names of a session and what they mean.
 *
 * A name can mean a value, a type and a namespace, each declared by another cell: `const P = 1` leaves `interface P` of
 * an earlier cell as it is, and a class hides both. TypeScript looks names up from a file through its parents, one
 * symbol for each name and file; so three files, one in the other, stand around a cell, and a name is in as many of
 * them as different cells give it a meaning.
 */
import ts from "typescript";
import { type BoundFile, internals } from "./internals";

const MEANINGS = [ts.SymbolFlags.Value, ts.SymbolFlags.Type, ts.SymbolFlags.Namespace] as const;

export class Names {
	private readonly levels = enclosing(MEANINGS.map(() => new Map()));

	/** What stands around the next cell: all names. */
	get around(): BoundFile {
		return this.levels[0];
	}

	has(name: string): boolean {
		return this.around.locals!.has(name);
	}

	/** Takes the names that a cell declared. */
	declare(file: BoundFile, checker: ts.TypeChecker): void {
		const flags = (symbol: ts.Symbol) => flagsBehind(checker, symbol);
		for (const [name, symbol] of file.locals ?? []) {
			let hidden = meanings(flags(symbol));
			const older = this.meant(name).filter((other) => {
				const own = meanings(flags(other));
				const isVisible = (own & ~hidden) !== 0;
				hidden |= own;
				return isVisible;
			});
			for (const [index, level] of this.levels.entries()) {
				const found = [symbol, ...older][index];
				found ? level.locals!.set(name, found) : level.locals!.delete(name);
			}
		}
	}

	/** What stands around `file` for good: the names that it mentions, with their meanings of now. */
	capture(file: BoundFile): BoundFile | undefined {
		const tables = MEANINGS.map(() => new Map<string, ts.Symbol>());
		for (const name of file.identifiers.keys()) {
			for (const [index, symbol] of this.meant(name).entries()) {
				tables[index].set(name, symbol);
			}
		}
		return enclosing(tables.filter((table) => table.size > 0))[0];
	}

	/** The symbols of a name, the latest first. */
	private meant(name: string): ts.Symbol[] {
		return this.levels.flatMap((level) => level.locals!.get(name) ?? []);
	}
}

/** Files with nothing but names, each within the next. */
function enclosing(tables: readonly Map<string, ts.Symbol>[]): BoundFile[] {
	const files = tables.map((locals) => {
		const file = ts.createSourceFile("names.d.ts", "export {};", ts.ScriptTarget.ES2022) as BoundFile;
		internals.bindSourceFile(file, {});
		return Object.assign(file, { locals });
	});
	for (const [index, file] of files.entries()) {
		Object.assign(file, { parent: files[index + 1] });
	}
	return files;
}

/** What a symbol is; of an import, what it imports. */
function flagsBehind(checker: ts.TypeChecker, symbol: ts.Symbol): ts.SymbolFlags {
	const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
	return target.declarations ? target.flags : ts.SymbolFlags.None;
}

/** A bit for each meaning; what is not known may have all. */
function meanings(flags: ts.SymbolFlags): number {
	return MEANINGS.reduce((bits, meaning, index) => bits | (flags & meaning ? 1 << index : 0), 0) || 0b111;
}
