/**
 * A thrown value as front ends show it: name, message, the source line, frames of the reader's own code, what the error
 * carries and what caused it. Whatever is thrown ends its cell: nothing here may throw.
 */
import type { Fault } from "../compiler/unit";
import { excerpt } from "../protocol/excerpt";
import { sourceLines } from "./sources";
import { type Frame, framesOf } from "./stack";
import { inspected, safely } from "./words";

/** Names that say little where a class of its own was thrown. */
const NATIVE = /^(Error|AggregateError|EvalError|RangeError|ReferenceError|SyntaxError|TypeError|URIError)$/;
/** Shown in other places. */
const TOLD = new Set(["name", "message", "stack", "cause", "errors", "error", "suppressed", "errno"]);
/** What an error carries beside its message: depth and length of a glance. */
const GLANCE = { depth: 1, maxArrayLength: 10, maxStringLength: 200, breakLength: 80 };
const MOST_LINES = 12;
const MOST_PARTS = 10;
const DEEPEST = 4;

export function faultOf(thrown: unknown): Fault {
	if (!isError(thrown)) {
		const evalue = inspected(thrown);
		return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
	}
	return { ename: nameOf(thrown), evalue: messageOf(thrown), traceback: describe(thrown, []) };
}

/** One text for a stream: the fault of something nobody waited for. */
export function lateFault(thrown: unknown, how: string): string {
	return `${how}\n${faultOf(thrown).traceback.join("\n")}\n`;
}

function describe(error: Error, above: readonly Error[]): string[] {
	const frames = safely(() => framesOf(error)) ?? [];
	const own = frames.filter((frame) => frame.isOwn);
	const message = messageOf(error);
	return [
		`${nameOf(error)}${message ? `: ${message}` : ""}`,
		...place(own[0]),
		...places(own.length > 0 ? own : frames),
		...carried(error, message),
		...below(error, [...above, error]),
	];
}

/** `class NotFound extends Error {}` is a NotFound, though the name that it inherits is Error. */
function nameOf(error: Error): string {
	const name = word(safely(() => error.name));
	const own = safely(() => error.constructor.name);
	const says = typeof own === "string" && own.length > 2 && !Object.hasOwn(error, "name") ? own : "";
	return (NATIVE.test(name) && says) || name || says || "Error";
}

function messageOf(error: Error): string {
	return word(safely(() => error.message));
}

function place(frame: Frame | undefined): string[] {
	const lines = frame && sourceLines(frame.file);
	return frame && lines ? [excerpt(lines, { line: frame.line - 1, column: frame.column - 1 }, 2)] : [];
}

/** A place that comes again and again, as when a function calls itself for ever, is told once. */
function places(frames: readonly Frame[]): string[] {
	const texts = frames.map(({ text }) => `    at ${text}`);
	return texts.flatMap((text, index) => {
		if (text === texts[index - 1]) {
			return [];
		}
		const next = texts.findIndex((other, later) => later > index && other !== text);
		const times = (next < 0 ? texts.length : next) - index;
		return times > 1 ? [text, `    … ${times - 1} more times`] : [text];
	});
}

/** What else it carries, `{ code: 5 }`, as far as the message does not say it already. */
function carried(error: Error, message: string): string[] {
	const properties = safely(() => Object.entries(Object.getOwnPropertyDescriptors(error))) ?? [];
	const more = properties.filter(
		([name, { value, enumerable }]) =>
			enumerable && value !== undefined && !TOLD.has(name) && !(typeof value === "string" && message.includes(value)),
	);
	if (more.length === 0) {
		return [];
	}
	const lines = inspected(Object.fromEntries(more.map(([name, { value }]) => [name, value])), GLANCE).split("\n");
	return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), "  …", "}"] : lines;
}

/** What caused the error, what it hides, and the parts of an aggregate. */
function below(error: Error, above: readonly Error[]): string[] {
	const read = (name: string) => safely(() => (error as unknown as Record<string, unknown>)[name]);
	const lines = (label: string, part: unknown) => {
		if (above.includes(part as Error)) {
			return [`${label}: the same error`];
		}
		const [first, ...rest] = isError(part) ? describe(part, above) : [inspected(part)];
		return [`${label}: ${first}`, ...(above.length > DEEPEST ? [] : rest)];
	};
	const errors = read("errors");
	const parts = Array.isArray(errors) ? errors : [];
	const left = parts.length - MOST_PARTS;
	const isSuppressed = nameOf(error) === "SuppressedError";
	return [
		...(read("cause") === undefined ? [] : lines("Caused by", read("cause"))),
		...(isSuppressed ? [...lines("While disposing", read("error")), ...lines("After", read("suppressed"))] : []),
		...parts.slice(0, MOST_PARTS).flatMap((part, index) => lines(`[${index}]`, part)),
		...(left > 0 ? [`… ${left} more`] : []),
	];
}

function isError(value: unknown): value is Error {
	const isLike = () => value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
	return safely(isLike) ?? false;
}

function word(value: unknown): string {
	return typeof value === "string" ? value : value === undefined ? "" : inspected(value);
}
