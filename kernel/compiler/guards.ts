/** Where an exception would be caught: the blocks of `try` that have a `catch`. */
import ts from "typescript";
import { ALONE, scriptKind } from "./syntax";

export interface Range {
	/** From zero, both. */
	start: { line: number; column: number };
	end: { line: number; column: number };
}

export function guards(source: string): Range[] {
	const file = ts.createSourceFile(ALONE, source, ts.ScriptTarget.Latest, false, scriptKind(source).kind);
	const found: Range[] = [];
	const place = (at: number) => {
		const { line, character } = file.getLineAndCharacterOfPosition(at);
		return { line, column: character };
	};
	const visit = (node: ts.Node): void => {
		if (ts.isTryStatement(node) && node.catchClause) {
			found.push({ start: place(node.tryBlock.getStart(file)), end: place(node.tryBlock.end) });
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
	return found;
}
