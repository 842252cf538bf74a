/** Positions of one unit in both directions: what was written, and what runs. All from zero. */
import {
	eachMapping,
	GREATEST_LOWER_BOUND,
	LEAST_UPPER_BOUND,
	originalPositionFor,
	TraceMap,
} from "@jridgewell/trace-mapping";
import type { Unit } from "../compiler/unit";

export interface Position {
	line: number;
	column: number;
}

interface Pair {
	source: Position;
	code: Position;
}

export class Positions {
	private readonly maps: TraceMap[];
	private readonly lines: number;
	private table?: Pair[];

	constructor(private readonly unit: Unit) {
		this.maps = unit.maps.map((map) => new TraceMap(map));
		this.lines = unit.source.split("\n").length;
	}

	/** Where in the source compiled code comes from; undefined for what the compiler added. */
	toSource(code: Position): Position | undefined {
		let at = code;
		for (const map of this.maps) {
			// `exports.last = f()` begins with what the compiler added: the next word is the reader's.
			const found = ([GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND] as const)
				.map((bias) => originalPositionFor(map, { line: at.line + 1, column: at.column, bias }))
				.find(({ line }) => line !== null);
			if (!found || found.line === null) {
				return undefined;
			}
			at = { line: found.line - 1, column: found.column };
		}
		const line = at.line - this.unit.linesAbove;
		return line >= 0 && line < this.lines ? { line, column: at.column } : undefined;
	}

	/** The first place in compiled code of the first source line at or below `line` that has any. */
	toCode(line: number): Pair | undefined {
		this.table ??= this.pairs();
		return this.table.find(({ source }) => source.line >= line);
	}

	/** In the order of the source. */
	private pairs(): Pair[] {
		const found: Pair[] = [];
		eachMapping(this.maps[0], ({ generatedLine, generatedColumn }) => {
			const code = { line: generatedLine - 1, column: generatedColumn };
			const source = this.toSource(code);
			if (source) {
				found.push({ source, code });
			}
		});
		return found.sort((a, b) => compare(a.source, b.source) || compare(a.code, b.code));
	}
}

function compare(a: Position, b: Position): number {
	return a.line - b.line || a.column - b.column;
}
