/** `export` in a cell says nothing new, since every name of a cell can be used later; it is taken out, positions kept. */
import ts from "typescript";

export function withoutExports(source: string): string {
	if (!/\bexport\b/.test(source)) {
		return source;
	}
	const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest);
	let text = source;
	const blank = (from: number, to: number) => {
		text = text.slice(0, from) + text.slice(from, to).replace(/[^\r\n]/g, " ") + text.slice(to);
	};
	for (const statement of file.statements) {
		if (ts.isExportAssignment(statement)) {
			blank(statement.getStart(file), statement.expression.getStart(file));
		} else if (ts.isExportDeclaration(statement)) {
			blank(statement.getStart(file), statement.end);
		} else if (ts.canHaveModifiers(statement)) {
			for (const modifier of ts.getModifiers(statement) ?? []) {
				if (modifier.kind === ts.SyntaxKind.ExportKeyword || modifier.kind === ts.SyntaxKind.DefaultKeyword) {
					blank(modifier.getStart(file), modifier.end);
				}
			}
		}
	}
	return text;
}
