/** The compiler options of every cell. */
import * as path from "node:path";
import ts from "typescript";
import type { Tsconfig } from "./tsconfig";

/** Options for the cells of a notebook in `folder`. */
export function cellOptions(folder: string, { options, lib, types }: Tsconfig): ts.CompilerOptions {
	const near = ts.getEffectiveTypeRoots({ configFilePath: path.join(folder, "tsconfig.json") }, ts.sys) ?? [];
	return {
		target: ts.ScriptTarget.ES2022,
		module: ts.ModuleKind.ESNext,
		moduleResolution: ts.ModuleResolutionKind.Bundler,
		lib: [...availableLib(), ...lib],
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
		types: ["node", ...types],
		typeRoots: [path.resolve(require.resolve("@types/node/package.json"), "..", ".."), ...(types.length ? near : [])],
		...options,
	};
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
