/** The compiler options of every cell, and what a `tsconfig.json` beside the notebook may change. */
import * as path from "node:path";
import ts from "typescript";

const FROM_TSCONFIG: readonly (keyof ts.CompilerOptions)[] = [
	"strict",
	"noImplicitAny",
	"strictNullChecks",
	"strictFunctionTypes",
	"strictBindCallApply",
	"strictPropertyInitialization",
	"noImplicitThis",
	"useUnknownInCatchVariables",
	"noUncheckedIndexedAccess",
	"exactOptionalPropertyTypes",
	"noImplicitOverride",
	"noImplicitReturns",
	"noFallthroughCasesInSwitch",
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

/** Options for the cells of a notebook in `folder`. */
export function cellOptions(folder: string): ts.CompilerOptions {
	return {
		target: ts.ScriptTarget.ES2022,
		module: ts.ModuleKind.ESNext,
		moduleResolution: ts.ModuleResolutionKind.Bundler,
		lib: availableLib(),
		strict: true,
		esModuleInterop: true,
		resolveJsonModule: true,
		allowJs: true,
		allowUmdGlobalAccess: true,
		allowImportingTsExtensions: true,
		jsx: ts.JsxEmit.React,
		skipLibCheck: true,
		declaration: true,
		sourceMap: true,
		newLine: ts.NewLineKind.LineFeed,
		types: ["node"],
		typeRoots: [path.resolve(require.resolve("@types/node/package.json"), "..", "..")],
		...besideNotebook(folder),
	};
}

function besideNotebook(folder: string): ts.CompilerOptions {
	const file = path.join(folder, "tsconfig.json");
	if (!ts.sys.fileExists(file)) {
		return {};
	}
	const { config } = ts.readConfigFile(file, ts.sys.readFile);
	const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, folder, {}, file);
	return Object.fromEntries(FROM_TSCONFIG.filter((name) => name in options).map((name) => [name, options[name]]));
}

/** The standard library that this Node really has. */
function availableLib(): string[] {
	const has = (owner: unknown, name: string) => typeof (owner as Record<string, unknown>)?.[name] === "function";
	const lib = ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"];
	if (has(Promise, "withResolvers")) {
		lib.push("lib.es2024.d.ts");
	}
	if (has(globalThis, "Iterator")) {
		lib.push("lib.esnext.iterator.d.ts", "lib.esnext.collection.d.ts");
	}
	if (has(Array, "fromAsync")) {
		lib.push("lib.esnext.array.d.ts");
	}
	return lib;
}
