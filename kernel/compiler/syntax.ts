/** What the parser alone says of a text, taken as TypeScript or as TSX. */
import ts from "typescript";

/** TSX where the text is better so: `<T>(x: T) => x` and `<number>x` stay what they are. */
export function scriptKind(
	text: string,
	fileName = "cell.ts",
): { kind: ts.ScriptKind; faults: readonly ts.Diagnostic[] } {
	const [plain, jsx] = [ts.ScriptKind.TS, ts.ScriptKind.TSX].map((kind) => ({
		kind,
		faults: faultsOf(text, fileName, kind),
	}));
	return jsx.faults.length < plain.faults.length ? jsx : plain;
}

function faultsOf(text: string, fileName: string, kind: ts.ScriptKind): readonly ts.Diagnostic[] {
	const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, false, kind);
	return (file as ts.SourceFile & { parseDiagnostics: ts.Diagnostic[] }).parseDiagnostics;
}

/** Whether a comment at the top says `@ts-nocheck`; TypeScript looks for it above the line that is the compiler's own. */
export function isUnchecked(text: string): boolean {
	return (ts.getLeadingCommentRanges(text, 0) ?? []).some(({ pos, end }) =>
		/^\/\/\s*@ts-nocheck\b/.test(text.slice(pos, end)),
	);
}
