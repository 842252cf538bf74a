import type { AttentionMapDocument } from "./document";
import { AttentionMapError, describe } from "./error";

/** The most pixels that a preview may hold: 64 Mi, a quarter of a gigabyte once it is decoded to float32. */
export const MAX_PIXELS = 2 ** 26;
const MAX_AXES = 8;
const MAX_LABEL = 4096;
/** No deflate stream grows by more than this factor, so fewer bytes cannot hold the pixels. */
const MAX_INFLATION = 1032;

type Fields = Record<string, unknown>;

function fail(path: string, expected: string, got: unknown): never {
	throw new AttentionMapError(`${path}: expected ${expected}, got ${describe(got)}`);
}

function fields(value: unknown, path: string): Fields {
	if (typeof value !== "object" || value === null || Array.isArray(value)) fail(path, "an object", value);
	return value as Fields;
}

function list(value: unknown, path: string, length?: number): unknown[] {
	if (!Array.isArray(value)) fail(path, "an array", value);
	if (length !== undefined && value.length !== length) {
		throw new AttentionMapError(`${path}: expected ${length} entries, got ${value.length}`);
	}
	return value;
}

function text(value: unknown, path: string, longest = MAX_LABEL): string {
	if (typeof value !== "string") fail(path, "a string", value);
	if (value.length > longest) {
		throw new AttentionMapError(`${path}: expected at most ${longest} characters, got ${value.length}`);
	}
	return value;
}

function whole(value: unknown, path: string, from: number, to: number): number {
	if (typeof value !== "number" || !Number.isInteger(value) || value < from || value > to) {
		fail(path, `a whole number from ${from} to ${to}`, value);
	}
	return value;
}

function finite(value: unknown, path: string, from = Number.NEGATIVE_INFINITY): number {
	if (typeof value !== "number" || !Number.isFinite(value) || value < from) {
		fail(path, from === Number.NEGATIVE_INFINITY ? "a finite number" : `a finite number of at least ${from}`, value);
	}
	return value;
}

function oneOf(value: unknown, path: string, allowed: readonly string[]): string {
	if (typeof value !== "string" || !allowed.includes(value)) {
		fail(path, allowed.map((entry) => JSON.stringify(entry)).join(" or "), value);
	}
	return value;
}

function optional(owner: Fields, key: string, path: string, check: (value: unknown, path: string) => void): void {
	if (owner[key] !== undefined) check(owner[key], path === "" ? key : `${path}.${key}`);
}

function checkAxes(value: unknown): number[] {
	const axes = list(value, "axes");
	if (axes.length < 2 || axes.length > MAX_AXES) {
		throw new AttentionMapError(`axes: expected 2 to ${MAX_AXES} entries, got ${axes.length}`);
	}
	return axes.map((entry, index) => {
		const path = `axes[${index}]`;
		const axis = fields(entry, path);
		text(axis.name, `${path}.name`);
		const size = whole(axis.size, `${path}.size`, 1, 2 ** 31 - 1);
		optional(axis, "labels", path, (labels, where) => {
			const entries = list(labels, where, size);
			for (let i = 0; i < size; i++) text(entries[i], `${where}[${i}]`);
		});
		return size;
	});
}

/** The bytes that a base64 text holds, or an error where it is no base64. */
function base64Length(value: string, path: string): number {
	if (value.length % 4 !== 0) {
		throw new AttentionMapError(`${path}: expected a multiple of 4 characters, got ${value.length}`);
	}
	const bad = /[^A-Za-z0-9+/]/.exec(value.replace(/={1,2}$/, ""));
	if (bad !== null) {
		throw new AttentionMapError(`${path}: expected base64, got ${describe(bad[0])} at character ${bad.index}`);
	}
	return (value.length / 4) * 3 - (value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0);
}

function checkPreview(value: unknown, sizes: number[]): void {
	const preview = fields(value, "preview");
	oneOf(preview.dtype, "preview.dtype", ["uint8"]);
	const pooling = list(preview.pooling, "preview.pooling", 2);
	pooling.forEach((entry, i) => {
		whole(entry, `preview.pooling[${i}]`, 1, 2 ** 31 - 1);
	});
	const shape = list(preview.shape, "preview.shape", sizes.length);
	const lead = sizes.length - 2;
	let pixels = 1;
	sizes.forEach((size, i) => {
		const wanted = i < lead ? size : Math.ceil(size / (pooling[i - lead] as number));
		if (shape[i] !== wanted) fail(`preview.shape[${i}]`, String(wanted), shape[i]);
		pixels *= wanted;
	});
	if (pixels > MAX_PIXELS) fail("preview.shape", `at most ${MAX_PIXELS} pixels`, pixels);
	whole(preview.levels, "preview.levels", 1, 255);
	finite(preview.scale, "preview.scale", 0);
	oneOf(preview.transform, "preview.transform", ["sqrt", "linear"]);
	const stored = oneOf(preview.compression, "preview.compression", ["deflate-raw", "none"]) === "none";
	const bytes = base64Length(text(preview.base64, "preview.base64", 2 * MAX_PIXELS), "preview.base64");
	if (stored && bytes !== pixels) fail("preview.base64", `${pixels} bytes`, bytes);
	if (!stored && (bytes * MAX_INFLATION < pixels || bytes > 2 * pixels + 1024)) {
		fail("preview.base64", `the deflated form of ${pixels} bytes`, bytes);
	}
}

function checkStatistics(value: unknown, heads: number): void {
	const statistics = fields(value, "statistics");
	for (const key of ["entropy", "max"]) {
		optional(statistics, key, "statistics", (numbers, path) => {
			list(numbers, path, heads).forEach((entry, i) => {
				finite(entry, `${path}[${i}]`);
			});
		});
	}
}

function checkSource(value: unknown): void {
	const source = fields(value, "source");
	text(source.dtype, "source.dtype");
	for (const key of ["model", "mask", "backend"]) optional(source, key, "source", (entry, path) => text(entry, path));
	optional(source, "layer", "source", (entry, path) => whole(entry, path, 0, 2 ** 31 - 1));
	optional(source, "scale", "source", (entry, path) => finite(entry, path));
}

/**
 * The value as a document, when it is one: every size, length and range that a viewer relies on holds. Fields that
 * version 1 does not know are kept.
 *
 * @param value - What came out of `JSON.parse`; nothing about it is trusted.
 * @returns The same object, typed.
 * @throws AttentionMapError whose message starts with the path: `axes[3].labels: expected 7 entries, got 6`.
 */
export function checkDocument(value: unknown): AttentionMapDocument {
	const document = fields(value, "document");
	if (document.version !== 1) {
		const newer = typeof document.version === "number" && document.version > 1;
		const advice = newer ? " (the document asks for a newer viewer)" : "";
		throw new AttentionMapError(`version: expected 1, got ${describe(document.version)}${advice}`);
	}
	const sizes = checkAxes(document.axes);
	checkPreview(document.preview, sizes);
	const heads = sizes.slice(0, -2).reduce((product, size) => product * size, 1);
	optional(document, "statistics", "", (entry) => checkStatistics(entry, heads));
	checkSource(document.source);
	optional(document, "title", "", (entry, path) => text(entry, path));
	optional(document, "handle", "", (entry, path) => text(entry, path));
	return value as AttentionMapDocument;
}
