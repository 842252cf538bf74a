/**
 * What a `tsconfig.json` beside the notebook may change: how strict types are, JSX, decorators, where imports are looked up,
 * and which types are global. Where code goes and for which engine is the kernel's own business.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import ts from "typescript";

const TAKEN: readonly string[] = [
	"strict",
	"noImplicitAny",
	"strictNullChecks",
	"strictFunctionTypes",
	"strictBindCallApply",
	"strictBuiltinIteratorReturn",
	"strictPropertyInitialization",
	"noImplicitThis",
	"useUnknownInCatchVariables",
	"noUncheckedIndexedAccess",
	"noPropertyAccessFromIndexSignature",
	"exactOptionalPropertyTypes",
	"noImplicitOverride",
	"noImplicitReturns",
	"noFallthroughCasesInSwitch",
	"noErrorTruncation",
	"experimentalDecorators",
	"emitDecoratorMetadata",
	"useDefineForClassFields",
	"jsx",
	"jsxFactory",
	"jsxFragmentFactory",
	"jsxImportSource",
	"baseUrl",
	"paths",
	"pathsBasePath",
];

/** "No inputs were found": nobody looks for any. */
const NO_INPUTS = new Set([18002, 18003]);
const UNKNOWN_TYPES = 2688;

export interface Tsconfig {
	options: ts.CompilerOptions;
	/** Global types beside the kernel's: libraries of browsers, packages of `types`. */
	lib: string[];
	types: string[];
	/** What is wrong with the file or one that it extends. */
	faults: readonly ts.Diagnostic[];
	/** Changes when one of the files does. */
	version: string;
}

export function readTsconfig(folder: string): Tsconfig {
	const file = path.join(folder, "tsconfig.json");
	const source = ts.readJsonConfigFile(file, ts.sys.readFile) as ts.TsConfigSourceFile & {
		parseDiagnostics: ts.Diagnostic[];
	};
	const files = [file];
	const version = () => versionOf(files);
	if (!ts.sys.fileExists(file)) {
		return { options: {}, lib: [], types: [], faults: [], version: version() };
	}
	const host = { ...ts.sys, readDirectory: () => [] };
	const { options, errors } = ts.parseJsonSourceFileConfigFileContent(source, host, folder, undefined, file);
	files.push(...(source.extendedSourceFiles ?? []));
	const types = options.types ?? [];
	return {
		options: Object.fromEntries(TAKEN.filter((name) => name in options).map((name) => [name, taken(name, options)])),
		lib: (options.lib ?? []).filter((name) => /^lib\.(dom|webworker)\b/.test(name)),
		types,
		faults: [
			...source.parseDiagnostics,
			...errors.filter(({ code }) => !NO_INPUTS.has(code)).map((error) => placed(error, source)),
			...types.filter((name) => !isFound(name, file)).map((name) => notFound(name, source)),
		],
		version: version(),
	};
}

/** The version of a `tsconfig.json` that was read: it names the files. */
export function isSame(version: string): boolean {
	return versionOf(Object.keys(JSON.parse(version))) === version;
}

function versionOf(files: readonly string[]): string {
	const stats = files.map((file) => fs.statSync(file, { throwIfNoEntry: false }));
	return JSON.stringify(Object.fromEntries(files.map((file, at) => [file, [stats[at]?.mtimeMs, stats[at]?.size]])));
}

/** Code with JSX in it does not run: what would be left to another tool is done here. */
function taken(name: string, options: ts.CompilerOptions): ts.CompilerOptions[string] {
	const isLeft = options.jsx === ts.JsxEmit.Preserve || options.jsx === ts.JsxEmit.ReactNative;
	const instead = options.jsxImportSource ? ts.JsxEmit.ReactJSX : ts.JsxEmit.React;
	return name === "jsx" && isLeft ? instead : options[name];
}

function isFound(name: string, file: string): boolean {
	const roots = ts.getEffectiveTypeRoots({ configFilePath: file }, ts.sys);
	return !!ts.resolveTypeReferenceDirective(name, file, { typeRoots: roots }, ts.sys).resolvedTypeReferenceDirective;
}

function notFound(name: string, source: ts.TsConfigSourceFile): ts.Diagnostic {
	const messageText = `Cannot find type definition file for '${name}'.`;
	const category = ts.DiagnosticCategory.Error;
	return { category, code: UNKNOWN_TYPES, messageText, ...placeOf(name, source) };
}

/** An error without a place is about the file that is extended. */
function placed(error: ts.Diagnostic, source: ts.TsConfigSourceFile): ts.Diagnostic {
	return error.file ? error : { ...error, ...placeOf("extends", source) };
}

function placeOf(word: string, file: ts.TsConfigSourceFile) {
	const found = JSON.stringify(word);
	return { file, start: Math.max(0, file.text.indexOf(found)), length: found.length };
}
