/** Type errors as a front end shows them: name, message, and the source line with carets. */
import * as path from "node:path";
import ts from "typescript";
import { excerpt } from "../protocol/excerpt";
import type { Fault } from "./unit";

export interface Place {
	/** `cell [3]`. */
	cell: string;
	/** The virtual file that holds the cell. */
	cellFile: string;
	/** Lines above the cell's own text. */
	linesAbove: number;
	folder: string;
}

export function faultOf(diagnostics: readonly ts.Diagnostic[], place: Place): Fault {
	const [first] = diagnostics;
	const others = diagnostics.length - 1;
	const more = others > 0 ? ` (and ${others} more ${others === 1 ? "error" : "errors"})` : "";
	return {
		ename: `TS${first.code}`,
		evalue: ts.flattenDiagnosticMessageText(first.messageText, "\n") + more,
		traceback: diagnostics.map((diagnostic) => describe(diagnostic, place)),
	};
}

function describe({ code, messageText, file, start = 0, length = 1 }: ts.Diagnostic, place: Place): string {
	const text = `error TS${code}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
	if (!file) {
		return text;
	}
	const isCell = file.fileName === place.cellFile;
	const { line, character } = file.getLineAndCharacterOfPosition(start);
	const first = isCell ? place.linesAbove : 0;
	const name = isCell ? place.cell : path.relative(place.folder, file.fileName);
	const lines = file.text.split("\n").slice(first);
	const at = { line: line - first, column: character, length };
	return `${name}:${at.line + 1}:${at.column + 1} - ${text}\n${excerpt(lines, at)}`;
}
