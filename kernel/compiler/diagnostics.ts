/** Type errors as a front end shows them: name, message, the source line with carets, and what they refer to. */
import * as path from "node:path";
import ts from "typescript";
import { excerpt } from "../protocol/excerpt";
import type { Bench } from "./bench";
import type { BoundFile } from "./internals";
import { ALONE } from "./syntax";
import type { Fault } from "./unit";

export interface Place {
	/** `cell [3]`. */
	cell: string;
	/** Where the cell lies, and the declarations of earlier ones. */
	bench: Bench;
	/** Lines above the cell's own text. */
	linesAbove: number;
	folder: string;
}

/** Of no use here: the library is what this Node has. */
const NEWER =
	/Do you need to change your target library\? Try changing the 'lib' compiler option to '(es[^']*)' or later\./;

/** So many are told; the first ones matter. */
const MOST = 20;

export function faultOf(diagnostics: readonly ts.Diagnostic[], place: Place): Fault {
	const [first] = diagnostics;
	const left = diagnostics.length - MOST;
	return {
		ename: `TS${first.code}`,
		evalue: `${messageOf(first)}${diagnostics.length > 1 ? ` (and ${more(diagnostics.length - 1)})` : ""}`,
		traceback: [
			...diagnostics.slice(0, MOST).map((diagnostic) => describe(diagnostic, place)),
			...(left > 0 ? [`and ${more(left)}`] : []),
		],
	};
}

function more(count: number): string {
	return `${count} more ${count === 1 ? "error" : "errors"}`;
}

function messageOf({ messageText }: ts.DiagnosticRelatedInformation): string {
	const text = ts.flattenDiagnosticMessageText(messageText, "\n");
	return text.replace(NEWER, `It came with $1, and Node ${process.versions.node} does not have it.`);
}

function describe(diagnostic: ts.Diagnostic, place: Place): string {
	const text = located(diagnostic, place, ` - error TS${diagnostic.code}: ${messageOf(diagnostic)}`);
	const related = (diagnostic.relatedInformation ?? []).map((part) => located(part, place, `: ${messageOf(part)}`, 0));
	return [text, ...related.map((part) => part.replace(/^/gm, "    "))].join("\n");
}

/** Where, what, and the line; declarations of earlier cells have no line that the reader knows. */
function located(
	{ file, start = 0, length = 1 }: ts.DiagnosticRelatedInformation,
	place: Place,
	text: string,
	before = 1,
): string {
	if (!file) {
		return text.replace(/^ - |^: /, "");
	}
	if (place.bench.isEarlier(file.fileName)) {
		return `${(file as BoundFile).moduleName ?? "an earlier cell"}${text}`;
	}
	const { line, character } = file.getLineAndCharacterOfPosition(start);
	const first = isCell(file, place) ? place.linesAbove : 0;
	const at = { line: line - first, column: character, length };
	const lines = file.text.split(/\r?\n/).slice(first);
	return `${nameOf(file, place)}:${at.line + 1}:${at.column + 1}${text}\n${excerpt(lines, at, before)}`;
}

/** A local file by its way from the notebook, a declaration of a package by its name alone. */
function nameOf(file: ts.SourceFile, place: Place): string {
	const { fileName, isDeclarationFile } = file;
	if (isCell(file, place)) {
		return place.cell;
	}
	return isDeclarationFile
		? fileName.replace(/^.*\/(node_modules\/|(?=[^/]*$))/, "")
		: path.relative(place.folder, fileName);
}

/** Also while it is only parsed. */
function isCell(file: ts.SourceFile, { bench }: Place): boolean {
	return file === bench.cell || file.fileName === ALONE;
}
