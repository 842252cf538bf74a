/** Compiled text on its way to the runtime. */

/** JavaScript with its source map, both as text. */
export interface Emitted {
	code: string;
	map: string;
}

/** One cell or one local file, ready to run. */
export interface Unit {
	/** `cell [3]`, or the absolute path of a local file. */
	file: string;
	/** The TypeScript that was compiled. */
	source: string;
	/** The body of a CommonJS function. */
	code: string;
	/** From `code` back to `source`, nearest first. */
	maps: string[];
	/** Lines that stand above the source in what was compiled. */
	linesAbove: number;
	/** Needs an async function around it. */
	isAsync: boolean;
	/** Names that later cells can use. */
	names: string[];
	/** The export that holds the last expression's value. */
	result?: string;
	/** What it imports statically. */
	imports: string[];
	/** Specifiers that mean local TypeScript files. */
	local: Record<string, string>;
}

/** A cell that may run. */
export interface Program {
	cell: Unit;
	/** Local files it needs that are new or have changed. */
	files: Unit[];
	/** The cell, or a local file of it, touches tensors. */
	tensors: boolean;
}

/** What a front end shows of an error. */
export interface Fault {
	ename: string;
	evalue: string;
	traceback: string[];
}
