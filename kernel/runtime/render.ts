/** A value as a MIME bundle. */
import { inspect, types } from "node:util";
import { isTooDeep, NESTING } from "../protocol/depth";
import type { Bundle } from "../protocol/runtime";
import { conventional } from "./conventions";
import { faultOf } from "./fault";
import { isModel, modelHtml } from "./models";
import { pictureType } from "./pictures";
import { isRecords, recordsHtml } from "./rows";
import { tensorHtml } from "./tensor-html";
import { isTensor, type TensorLike, tensorText } from "./tensor-text";
import { inspected, safely } from "./words";

const DISPLAY = Symbol.for("Jupyter.display");
const PLOTLY = "application/vnd.plotly.v1+json";

const INSPECT = { depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 80, colors: false };
/** For values that would fill pages. */
const BRIEF = { ...INSPECT, depth: 2, maxArrayLength: 20, maxStringLength: 400 };
/** Of longer texts the rest is left out. */
const LONGEST = 20_000;

/** The forms of a value that a front end may choose from. A promise where the value draws itself later. */
export function render(value: unknown): Bundle | Promise<Bundle> {
	if ((typeof value !== "object" && typeof value !== "function") || value === null) {
		return bundle({ "text/plain": plain(value) });
	}
	const draw = safely(() => (value as { [DISPLAY]?: unknown })[DISPLAY]);
	if (typeof draw === "function") {
		const drawn = draw.call(value);
		return isPromise(drawn) ? drawn.then(bundle) : bundle(drawn);
	}
	if (safely(() => isFigure(value))) {
		return bundle({ [PLOTLY]: value, "text/plain": figureText((value as { data: unknown[] }).data.length) });
	}
	const text = { "text/plain": plain(value) };
	const drawn = isKnown(value) ? undefined : conventional(value);
	if (drawn instanceof Promise) {
		return drawn.then((forms) => bundle({ ...text, ...forms }));
	}
	const html = safely(() => tableOf(value));
	const picture = safely(() => pictureType(value));
	return bundle({ ...text, ...(html && { "text/html": html }), ...(picture && { [picture]: value }), ...drawn });
}

/** Tensors, models and lists of objects, as HTML. */
function tableOf(value: object): string | undefined {
	return isTensor(value)
		? tensorHtml(value)
		: isModel(value)
			? modelHtml(value)
			: isRecords(value)
				? recordsHtml(value)
				: undefined;
}

export function figureText(traces: number): string {
	return `Plotly figure of ${traces} ${traces === 1 ? "trace" : "traces"}`;
}

/** Checks a MIME bundle and makes it fit for JSON. */
export function bundle(data: unknown): Bundle {
	if (typeof data !== "object" || data === null || Array.isArray(data)) {
		throw new TypeError(`display: a MIME bundle must be an object of MIME types, got ${inspect(data)}`);
	}
	const entries = Object.entries(data).map(([type, value]) => [type, mimeValue(type, value)]);
	return { data: Object.fromEntries(entries), metadata: {} };
}

/** An object as JSON can carry it. */
export function plainObject(value: unknown, what: string): Record<string, unknown> {
	const plain = json(value);
	if (typeof plain !== "object" || plain === null || Array.isArray(plain)) {
		throw new TypeError(`display: ${what} must be an object, got ${inspect(value)}`);
	}
	return plain as Record<string, unknown>;
}

/** The value as text, whatever its own code does. */
export function plain(value: unknown): string {
	if (safely(() => isTensor(value))) {
		return safely(() => tensorText(value as TensorLike, true)) ?? "Tensor";
	}
	if (types.isNativeError(value)) {
		return faultOf(value).traceback.join("\n");
	}
	const text = inspected(value, INSPECT);
	return text.length > LONGEST ? cut(inspected(value, BRIEF)) : text;
}

/** Ends after a whole line, and says how much is missing. */
function cut(text: string): string {
	if (text.length <= LONGEST) {
		return text;
	}
	const end = text.lastIndexOf("\n", LONGEST);
	const kept = text.slice(0, end > 0 ? end : LONGEST);
	return `${kept}\n… ${(text.length - kept.length).toLocaleString("en")} more characters`;
}

/** Values of the language, tensors and tables: they have no pictures of their own. */
function isKnown(value: object): boolean {
	return Array.isArray(value) || ArrayBuffer.isView(value) || safely(() => isTensor(value)) === true;
}

function mimeValue(type: string, value: unknown): unknown {
	if (value instanceof Uint8Array || value instanceof ArrayBuffer) {
		return Buffer.from(value as Uint8Array).toString(
			type === "image/svg+xml" || type.startsWith("text/") ? "utf8" : "base64",
		);
	}
	return /[/+]json$/.test(type) ? json(value) : typeof value === "string" ? value : String(value);
}

/** The value with typed arrays and tensors as lists, which JSON can carry. */
function json(value: unknown): unknown {
	const text = JSON.stringify(value, (_, item) => {
		if (isTensor(item)) {
			return item.arraySync();
		}
		if (ArrayBuffer.isView(item) && !(item instanceof DataView)) {
			return Array.from(item as unknown as ArrayLike<unknown>);
		}
		return typeof item === "bigint" ? String(item) : item;
	});
	if (text !== undefined && isTooDeep(text)) {
		throw new RangeError(`display: JSON must be nested at most ${NESTING} deep`);
	}
	return text === undefined ? null : JSON.parse(text);
}

function isFigure(value: unknown): value is { data: unknown[]; layout: object } {
	const { data, layout } = (value ?? {}) as { data?: unknown; layout?: unknown };
	return (
		Array.isArray(data) &&
		typeof layout === "object" &&
		layout !== null &&
		data.every((trace) => typeof trace === "object")
	);
}

function isPromise(value: unknown): value is Promise<unknown> {
	return typeof (value as Promise<unknown> | undefined)?.then === "function";
}
