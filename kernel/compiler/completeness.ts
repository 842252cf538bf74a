/** Whether Enter should run a cell or start a new line in it. */
import type ts from "typescript";
import { scriptKind } from "./syntax";

export interface Completeness {
	status: "complete" | "incomplete" | "invalid";
	/** For an incomplete cell: what the next line starts with. */
	indent?: string;
}

const UNTERMINATED_STRING = 1002;
const UNTERMINATED_TEMPLATE = 1160;
const UNTERMINATED_COMMENT = 1010;

export function completeness(source: string): Completeness {
	const { faults } = scriptKind(source);
	if (faults.length === 0) {
		return { status: "complete" };
	}
	const end = source.trimEnd().length;
	const isOpen = ({ code, start = 0 }: ts.Diagnostic) =>
		(start >= end && code !== UNTERMINATED_STRING) || code === UNTERMINATED_TEMPLATE || code === UNTERMINATED_COMMENT;
	return faults.every(isOpen) ? { status: "incomplete", indent: indent(source) } : { status: "invalid" };
}

function indent(source: string): string {
	const line = source.slice(source.lastIndexOf("\n") + 1);
	const lead = /^\s*/.exec(line)![0];
	return /[{([]\s*$/.test(line) ? `${lead}  ` : lead;
}
