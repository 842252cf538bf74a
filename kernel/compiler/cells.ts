/** Compiles cell after cell, each knowing the declarations of those before it. */
import ts from "typescript";
import { Bench } from "./bench";
import { type CommonJs, toCommonJs } from "./commonjs";
import { faultOf } from "./diagnostics";
import { type Converter, createConverter } from "./engine";
import { withoutExports } from "./exports";
import { Lost } from "./lost";
import { type Pragmas, pragmasOf } from "./pragmas";
import { problems, type Trace } from "./shim";
import { isUnchecked } from "./syntax";
import { mayTouchTensors, touchesTensors, withGlobalTypes } from "./tensors";
import { isSame } from "./tsconfig";
import type { Fault, Program, Unit } from "./unit";

export interface CompileOptions {
	/** How errors call this cell. */
	cell: string;
	/** Whether later cells know its names. */
	keep: boolean;
}

const TARGET = ts.ScriptTarget.ES2022;

export class CellCompiler {
	private pragmas: Pragmas = {};
	bench: Bench;
	private converter: Converter;
	private readonly trace: Trace;
	private readonly lost = new Lost();
	private readonly sent = new Map<string, string>();

	constructor(readonly folder: string) {
		this.bench = new Bench(folder);
		this.trace = {
			toCommonJs: (js) => js,
			diagnostics: [],
			isUnchecked: false,
			limit: 0,
			emitted: { code: "", map: "" },
		};
		this.converter = createConverter(this.bench, this.trace);
	}

	/** Forgets all cells, as when their values are gone. */
	reset(): void {
		this.lost.add(this.bench.kept);
		this.bench.forget();
		this.pragmas = {};
		this.sent.clear();
	}

	/** Uses a time in which nothing is asked. */
	rest(): void {
		if (this.bench.program.isWorn) {
			this.bench.program.renew();
			this.rehearse();
		}
	}

	/** Compiles a cell that says nothing, so that the next one finds all it needs. */
	rehearse(): void {
		this.compile("0;", { cell: "rehearsal", keep: false });
	}

	/** Puts a text on the bench without compiling it, for completion and hover. */
	look(source: string): void {
		if (mayTouchTensors(source)) {
			this.bench.addTensorGlobals();
		}
		this.bench.prepare(source, pragmasOf(source, this.pragmas));
		this.bench.put(this.bench.prefix + source);
	}

	compile(source: string, { cell, keep }: CompileOptions): Program | Fault {
		if (!isSame(this.bench.tsconfig.version)) {
			this.openAnew();
		}
		const text = withoutExports(source);
		const place = { cell, bench: this.bench, linesAbove: 1, folder: this.folder };
		if (this.bench.tsconfig.faults.length > 0) {
			return faultOf(this.bench.tsconfig.faults, place);
		}
		// Before the converter adds lines of its own below the cell.
		const pragmas = pragmasOf(text, this.pragmas);
		const syntax = this.bench.prepare(text, pragmas);
		if (syntax.length > 0) {
			return faultOf(syntax, { ...place, linesAbove: 0 });
		}
		if (mayTouchTensors(text)) {
			this.bench.addTensorGlobals();
		}
		let converted = this.convert(text);
		if (!this.bench.hasTensorGlobals && this.localTexts().some(mayTouchTensors)) {
			this.bench.addTensorGlobals();
			converted = this.convert(text);
		}
		const program = this.bench.program.current;
		const files = this.bench.localFiles().flatMap((file) => program.getSourceFile(file) ?? []);
		const faults = [...converted.diagnostics, ...files.flatMap((file) => errorsOf(program, file))];
		if (faults.length > 0) {
			return this.lost.explain(faultOf(faults, place), faults);
		}
		const cellFile = this.bench.cell;
		const compiled = {
			cell: { ...converted.unit, file: cell, source, local: this.local(cellFile.fileName) },
			files: files.filter((file) => this.isNew(file.fileName)).map((file) => this.localUnit(program, file)),
			tensors: this.bench.hasTensorGlobals && [cellFile, ...files].some((file) => touchesTensors(program, file)),
		};
		if (keep) {
			const names = [...(cellFile.locals?.keys() ?? [])].filter((name) => name !== ts.InternalSymbolName.Global);
			this.pragmas = pragmas;
			this.lost.found(names);
			this.bench.keep({ text: withGlobalTypes(converted.declarations), names, label: cell });
		}
		return compiled;
	}

	/** Takes what the `tsconfig.json` beside the notebook says now; all names of the session stay. */
	private openAnew(): void {
		const before = this.bench;
		this.converter.close();
		this.bench = new Bench(this.folder);
		this.bench.inherit(before);
		this.converter = createConverter(this.bench, this.trace);
		this.sent.clear();
	}

	private convert(text: string) {
		const commonJs: CommonJs = { isAsync: false, names: [], imports: [], code: "", map: "" };
		this.trace.diagnostics = [];
		this.trace.emitted = { code: "", map: "" };
		this.trace.toCommonJs = (js) => Object.assign(commonJs, toCommonJs(js, TARGET, true)).code;
		this.trace.isUnchecked = isUnchecked(text);
		this.trace.limit = this.bench.prefix.length + text.length;
		const { output, declOutput, lastExpressionVar } = this.converter.convert("", text);
		return {
			diagnostics: this.trace.diagnostics,
			declarations: declOutput ?? "",
			unit: {
				code: output ?? "",
				maps: [commonJs.map, this.trace.emitted.map],
				linesAbove: 1,
				isAsync: commonJs.isAsync,
				names: commonJs.names.filter((name) => name !== lastExpressionVar),
				imports: commonJs.imports,
				result: lastExpressionVar,
			},
		};
	}

	private localTexts(): string[] {
		const program = this.bench.program.current;
		return this.bench.localFiles().map((file) => program.getSourceFile(file)?.text ?? "");
	}

	private local(file: string): Record<string, string> {
		return Object.fromEntries(this.bench.program.resolver.localImports(file));
	}

	/** Whether the runtime has not seen this state of the file. */
	private isNew(file: string): boolean {
		const version = this.bench.program.files.version(file);
		const changed = this.sent.get(file) !== version;
		this.sent.set(file, version);
		return changed;
	}

	private localUnit(program: ts.Program, file: ts.SourceFile): Unit {
		const esm = { code: "", map: "" };
		program.emit(file, (name, text) => {
			if (name.endsWith(".map")) {
				esm.map = text;
			} else if (/\.[mc]?jsx?$/.test(name)) {
				esm.code = text.replace(/\/\/# sourceMappingURL=.*\s*$/, "");
			}
		});
		const { code, map, isAsync, imports } = toCommonJs(esm.code, TARGET, false);
		return {
			file: file.fileName,
			source: file.text,
			code,
			maps: [map, esm.map],
			linesAbove: 0,
			isAsync,
			names: [],
			imports,
			local: this.local(file.fileName),
		};
	}
}

function errorsOf(program: ts.Program, file: ts.SourceFile): ts.Diagnostic[] {
	return problems(program, file).filter((problem) => problem.category === ts.DiagnosticCategory.Error);
}
