/** A thrown value as front ends show it: name, message, the source line, and frames of the reader's own code. */
import { inspect } from "node:util";
import type { Fault } from "../compiler/unit";
import { excerpt } from "../protocol/excerpt";
import { sourceLines } from "./sources";
import { type Frame, framesOf } from "./stack";

export function faultOf(thrown: unknown): Fault {
	if (!isError(thrown)) {
		const evalue = inspect(thrown);
		return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
	}
	const ename = word(thrown.name) || word(thrown.constructor?.name) || "Error";
	const evalue = word(thrown.message);
	return { ename, evalue, traceback: describe(thrown, 0) };
}

/** One text for a stream: the fault of something nobody waited for. */
export function lateFault(thrown: unknown, how: string): string {
	return `${how}\n${faultOf(thrown).traceback.join("\n")}\n`;
}

function describe(error: Error, depth: number): string[] {
	const frames = framesOf(error);
	const own = frames.filter((frame) => frame.isOwn);
	const head = `${word(error.name) || "Error"}${error.message ? `: ${word(error.message)}` : ""}`;
	return [head, ...place(own[0]), ...places(own.length > 0 ? own : frames), ...below(error, depth)];
}

function place(frame: Frame | undefined): string[] {
	const lines = frame && sourceLines(frame.file);
	return frame && lines ? [excerpt(lines, { line: frame.line - 1, column: frame.column - 1 }, 2)] : [];
}

function places(frames: readonly Frame[]): string[] {
	return frames.map(({ text }) => `    at ${text}`);
}

/** What caused the error, and the parts of an aggregate. */
function below(error: Error, depth: number): string[] {
	if (depth === 4) {
		return [];
	}
	const { cause, errors } = error as { cause?: unknown; errors?: unknown };
	const parts = Array.isArray(errors) ? errors.slice(0, 10) : [];
	const lines = (label: string, part: unknown) => {
		const [first, ...rest] = isError(part) ? describe(part, depth + 1) : [inspect(part)];
		return [`${label}: ${first}`, ...rest];
	};
	return [
		...(cause === undefined ? [] : lines("Caused by", cause)),
		...parts.flatMap((part, index) => lines(`[${index}]`, part)),
	];
}

function isError(value: unknown): value is Error {
	return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

function word(value: unknown): string {
	return typeof value === "string" ? value : value === undefined ? "" : inspect(value);
}
