/** Where compiled code came from: positions in JavaScript become positions in the reader's TypeScript. */
import { SourceMap } from "node:module";
import type { Unit } from "../compiler/unit";

interface Position {
	/** From one. */
	line: number;
	/** From one. */
	column: number;
}

interface Source {
	unit: Unit;
	/** Lines of compiled code; below stands what wraps it. */
	lines: number;
	maps?: SourceMap[];
}

const sources = new Map<string, Source>();

export function addSource(unit: Unit): void {
	sources.set(unit.file, { unit, lines: unit.code.split("\n").length });
}

/** Every unit that has run or may run. */
export function allSources(): Unit[] {
	return [...sources.values()].map(({ unit }) => unit);
}

export function isSource(file: string): boolean {
	return sources.has(file);
}

export function sourceLines(file: string): string[] | undefined {
	return sources.get(file)?.unit.source.split("\n");
}

/** The place in TypeScript of a place in compiled code; undefined for code that the compiler added. */
export function originalPosition(file: string, { line, column }: Position): Position | undefined {
	const source = sources.get(file);
	if (!source || line > source.lines) {
		return undefined;
	}
	source.maps ??= source.unit.maps.map((map) => new SourceMap(JSON.parse(map)));
	let at = { line: line - 1, column: column - 1 };
	for (const map of source.maps) {
		const entry = map.findEntry(at.line, at.column);
		if (!("originalLine" in entry)) {
			return undefined;
		}
		at = { line: entry.originalLine, column: entry.originalColumn };
	}
	const own = at.line - source.unit.linesAbove;
	return own < 0 ? undefined : { line: own + 1, column: at.column + 1 };
}
