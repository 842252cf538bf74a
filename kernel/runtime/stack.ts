/** Stack traces in terms of the reader's own code: TypeScript positions, no frames of the kernel. */
import * as path from "node:path";
import { isSource, originalPosition } from "./sources";

export interface Frame {
	file: string;
	line: number;
	column: number;
	/** As a stack trace shows it, without the leading `at`. */
	text: string;
	/** In a cell or in a local TypeScript file. */
	isOwn: boolean;
}

const KERNEL = path.resolve(__dirname, "..");
const frames = new WeakMap<object, Frame[]>();

export function installStackTraces(): void {
	Error.stackTraceLimit = 30;
	Error.prepareStackTrace = (error, sites) => {
		const seen = sites.flatMap(frame);
		frames.set(error, seen);
		return [String(headline(error)), ...seen.map(({ text }) => `    at ${text}`)].join("\n");
	};
}

/** The frames of an error, nearest first. */
export function framesOf(error: Error): Frame[] {
	void error.stack;
	return frames.get(error) ?? [];
}

function headline(error: Error): string {
	try {
		return Error.prototype.toString.call(error);
	} catch {
		return "Error";
	}
}

function frame(site: NodeJS.CallSite): Frame[] {
	const file = site.getFileName();
	if (!file) {
		return [];
	}
	const isOwn = isSource(file);
	if (!isOwn && (file.startsWith(KERNEL) || file.startsWith("node:"))) {
		return [];
	}
	const there = { line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
	const at = isOwn ? originalPosition(file, there) : there;
	if (!at) {
		return [];
	}
	const text = site.toString().replace(`${file}:${there.line}:${there.column}`, `${file}:${at.line}:${at.column}`);
	return [{ file, ...at, text, isOwn }];
}
