/** A value as a MIME bundle. */
import { inspect } from "node:util";
import type { Bundle } from "../protocol/runtime";
import { isTensor, tensorText } from "./tensor-text";

const DISPLAY = Symbol.for("Jupyter.display");
const PLOTLY = "application/vnd.plotly.v1+json";

const INSPECT = { depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 80, colors: false };

/** The forms of a value that a front end may choose from. A promise where the value draws itself later. */
export function render(value: unknown): Bundle | Promise<Bundle> {
	const draw = (value as { [DISPLAY]?: unknown } | null | undefined)?.[DISPLAY];
	if (typeof draw === "function") {
		const drawn = draw.call(value);
		return isPromise(drawn) ? drawn.then(bundle) : bundle(drawn);
	}
	if (isFigure(value)) {
		return bundle({ [PLOTLY]: value, "text/plain": figureText(value.data.length) });
	}
	return bundle({ "text/plain": plain(value) });
}

export function figureText(traces: number): string {
	return `Plotly figure of ${traces} ${traces === 1 ? "trace" : "traces"}`;
}

/** Checks a MIME bundle and makes it fit for JSON. */
export function bundle(data: unknown, metadata: Record<string, unknown> = {}): Bundle {
	if (typeof data !== "object" || data === null || Array.isArray(data)) {
		throw new TypeError(`display: a MIME bundle must be an object of MIME types, got ${inspect(data)}`);
	}
	const entries = Object.entries(data).map(([type, value]) => [type, mimeValue(type, value)]);
	return { data: Object.fromEntries(entries), metadata: json(metadata) as Record<string, unknown> };
}

export function plain(value: unknown): string {
	return isTensor(value) ? tensorText(value) : inspect(value, INSPECT);
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
