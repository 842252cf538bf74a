/** The files of the standard library and of the types that a program has without an import. */
import * as path from "node:path";
import ts from "typescript";

export function libraryFiles(options: ts.CompilerOptions, host: ts.ModuleResolutionHost): string[] {
	const types = (options.types ?? []).flatMap((name) => {
		const found = ts.resolveTypeReferenceDirective(name, undefined, options, host).resolvedTypeReferenceDirective;
		return found?.resolvedFileName ?? [];
	});
	return [...(options.lib ?? []).map((name) => libraryFile(name, options)), ...types];
}

/** What a declaration file names at its top. */
export function referencesOf(file: ts.SourceFile, options: ts.CompilerOptions): string[] {
	const folder = path.posix.dirname(file.fileName);
	return [
		...file.libReferenceDirectives.map(({ fileName }) => libraryFile(`lib.${fileName.toLowerCase()}.d.ts`, options)),
		...file.referencedFiles.map(({ fileName }) => path.posix.join(folder, fileName)),
	];
}

function libraryFile(name: string, options: ts.CompilerOptions): string {
	return path.posix.join(path.posix.dirname(ts.getDefaultLibFilePath(options)), name);
}
