/** What the parser alone says of a text, taken as TypeScript or as TSX. */
import ts from "typescript";

/** The name of a text that is only parsed. */
export const ALONE = "cell.ts";

/** TSX where the text is better so: `<T>(x: T) => x` and `<number>x` stay what they are. */
export function scriptKind(text: string): { kind: ts.ScriptKind; faults: readonly ts.Diagnostic[] } {
	const as = (kind: ts.ScriptKind) => ({ kind, faults: faultsOf(text, kind) });
	const plain = as(ts.ScriptKind.TS);
	if (plain.faults.length === 0) {
		return plain;
	}
	const jsx = as(ts.ScriptKind.TSX);
	return jsx.faults.length < plain.faults.length ? jsx : plain;
}

function faultsOf(text: string, kind: ts.ScriptKind): readonly ts.Diagnostic[] {
	const file = ts.createSourceFile(ALONE, text, ts.ScriptTarget.Latest, false, kind);
	return (file as ts.SourceFile & { parseDiagnostics: ts.Diagnostic[] }).parseDiagnostics;
}

/** Whether a comment at the top says `@ts-nocheck`; TypeScript looks for it above the line that is the compiler's own. */
export function isUnchecked(text: string): boolean {
	return (ts.getLeadingCommentRanges(text, 0) ?? []).some(({ pos, end }) =>
		/^\/\/\s*@ts-nocheck\b/.test(text.slice(pos, end)),
	);
}
