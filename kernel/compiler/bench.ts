/**
 * Where cells are laid out to be read: the one at hand, and around it the declarations of those before it, each a file
 * of its own, read once and never again.
 */
import * as path from "node:path";
import ts from "typescript";
import { split, withoutThoseOf } from "./additions";
import type { BoundFile } from "./internals";
import { Names } from "./names";
import { cellOptions } from "./options";
import { type Pragmas, pragmaComments } from "./pragmas";
import { LongProgram } from "./program";
import { ALONE, scriptKind } from "./syntax";
import { readTsconfig, type Tsconfig } from "./tsconfig";

/** Makes a file a module, so that its names stay its own. */
export const PREFIX = "export {};\n";

const GLOBALS = path.resolve(__dirname, "..", "..", "globals");
const CELL_GLOBALS = path.join(GLOBALS, "cell.d.ts");
/** Declare `tf` and `attention`; costly, so only sessions that mention them load them. */
export const TENSOR_GLOBALS = [path.join(GLOBALS, "tf.d.ts"), path.join(GLOBALS, "attention.d.ts")];

/** What a cell declared. */
interface Declarations {
	text: string;
	names: readonly string[];
	/** How messages call the cell where a name alone is not enough. */
	label: string;
}

export class Bench {
	readonly program: LongProgram;
	readonly tsconfig: Tsconfig;
	names = new Names();
	/** What each cell declared, in their order. */
	kept: Declarations[] = [];
	/** What stands before the cell in its file: one line. */
	prefix = PREFIX;
	hasTensorGlobals = false;
	private current?: BoundFile;
	/** Whether the cell is TypeScript or TSX. */
	private kind = ts.ScriptKind.TS;
	private count = 0;
	/** How often each label was kept. */
	private readonly labels = new Map<string, number>();
	/** What kept cells add to types of others, by file. */
	private readonly added = new Map<string, string>();

	constructor(readonly folder: string) {
		this.tsconfig = readTsconfig(folder);
		const options = { ...cellOptions(folder, this.tsconfig), rootDir: folder, outDir: "outDir" };
		this.program = new LongProgram(folder, options, [CELL_GLOBALS]);
	}

	/** The text that was put last. */
	get cell(): BoundFile {
		return this.current ?? this.put(PREFIX);
	}

	/** Whether `file` declares what every cell has. */
	isGlobal(file: string): boolean {
		return file === CELL_GLOBALS || TENSOR_GLOBALS.includes(file);
	}

	/** Whether `file` holds declarations of an earlier cell. */
	isEarlier(file: string): boolean {
		return file !== this.current?.fileName && this.program.has(file);
	}

	addTensorGlobals(): void {
		if (!this.hasTensorGlobals) {
			this.hasTensorGlobals = true;
			this.program.addRoots(TENSOR_GLOBALS);
		}
	}

	/** The text alone, parsed and bound: enough to know its top-level names. */
	parse(text: string): BoundFile {
		return this.program.bind(this.program.parse(ALONE, text, this.kind));
	}

	/** Sets what holds for the cell that comes: its JSX pragmas, and TSX where it is valid only so. */
	prepare(text: string, pragmas: Pragmas): readonly ts.Diagnostic[] {
		this.prefix = pragmaComments(pragmas) + PREFIX;
		const { kind, faults } = scriptKind(text);
		this.kind = kind;
		return faults;
	}

	/** Puts a text on the bench as the cell, in the place of the one before. */
	put(text: string): BoundFile {
		this.clear();
		for (const [file, added] of this.added) {
			this.program.replace(file, withoutThoseOf(text, added));
		}
		this.current = this.program.add(this.fileFor("ts"), text, () => this.names.around, this.kind);
		return this.current;
	}

	/** Keeps what the cell declared, in its place: texts that are put from now on know the names. */
	keep(declarations: Declarations): void {
		const { own, added } = split(declarations.text);
		if (declarations.names.length === 0 && added === "") {
			return;
		}
		this.kept.push(declarations);
		this.clear();
		const around = (file: BoundFile) => this.names.capture(file);
		const door = `export { ${declarations.names.join(", ")} };\n`;
		const file = this.program.add(this.fileFor("d.ts"), PREFIX + own + door, around);
		this.program.name(file, this.labelFor(declarations.label));
		this.names.declare(file, this.program.checker);
		if (added) {
			for (const [other, text] of this.added) {
				this.added.set(other, withoutThoseOf(added, text));
				this.program.replace(other, this.added.get(other)!);
			}
			const place = this.fileFor("d.ts");
			this.added.set(place, PREFIX + added);
			this.program.add(place, PREFIX + added, around);
		}
	}

	/** Takes over all that another bench has kept. */
	inherit({ kept, hasTensorGlobals }: Bench): void {
		if (hasTensorGlobals) {
			this.addTensorGlobals();
		}
		for (const declarations of kept) {
			this.keep(declarations);
		}
	}

	/** Forgets all that was put and kept. */
	forget(): void {
		this.program.clear();
		this.names = new Names();
		this.labels.clear();
		this.added.clear();
		this.kept = [];
		this.current = undefined;
	}

	/** Local TypeScript files that the cell imports, directly or not. */
	localFiles(): string[] {
		const found = new Set<string>();
		const visit = (from: string) => {
			for (const file of this.program.resolver.localImports(from).values()) {
				if (!found.has(file)) {
					found.add(file);
					visit(file);
				}
			}
		};
		visit(this.cell.fileName);
		return [...found];
	}

	private clear(): void {
		if (this.current) {
			this.program.remove(this.current.fileName);
			this.current = undefined;
		}
	}

	/** A name that no file has had, in the notebook's folder: from there imports are looked up. */
	private fileFor(extension: string): string {
		this.count += 1;
		return path.posix.join(this.folder, `__cell_${this.count}__.${extension}`);
	}

	private labelFor(label: string): string {
		const count = (this.labels.get(label) ?? 0) + 1;
		this.labels.set(label, count);
		return count > 1 ? `${label} (${count})` : label;
	}
}
