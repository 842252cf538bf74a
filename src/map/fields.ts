import { AttentionMapError, describe } from "./error";

/** The most pixels that a preview may hold: 64 Mi, a quarter of a gigabyte once it is decoded to float32. */
export const MAX_PIXELS = 2 ** 26;
const MAX_LABEL = 4096;
/** No deflate stream grows by more than this factor, so fewer bytes cannot hold the pixels. */
const MAX_INFLATION = 1032;

export type Fields = Record<string, unknown>;

export function fail(path: string, expected: string, got: unknown): never {
	throw new AttentionMapError(`${path}: expected ${expected}, got ${describe(got)}`);
}

export function fields(value: unknown, path: string): Fields {
	if (typeof value !== "object" || value === null || Array.isArray(value)) fail(path, "an object", value);
	return value as Fields;
}

export function list(value: unknown, path: string, length?: number): unknown[] {
	if (!Array.isArray(value)) fail(path, "an array", value);
	if (length !== undefined && value.length !== length) {
		throw new AttentionMapError(`${path}: expected ${length} entries, got ${value.length}`);
	}
	return value;
}

export function text(value: unknown, path: string, longest = MAX_LABEL): string {
	if (typeof value !== "string") fail(path, "a string", value);
	if (value.length > longest) {
		throw new AttentionMapError(`${path}: expected at most ${longest} characters, got ${value.length}`);
	}
	return value;
}

export function whole(value: unknown, path: string, from: number, to: number): number {
	if (typeof value !== "number" || !Number.isInteger(value) || value < from || value > to) {
		fail(path, `a whole number from ${from} to ${to}`, value);
	}
	return value;
}

export function finite(value: unknown, path: string, from = Number.NEGATIVE_INFINITY): number {
	if (typeof value !== "number" || !Number.isFinite(value) || value < from) {
		fail(path, from === Number.NEGATIVE_INFINITY ? "a finite number" : `a finite number of at least ${from}`, value);
	}
	return value;
}

export function oneOf(value: unknown, path: string, allowed: readonly string[]): string {
	if (typeof value !== "string" || !allowed.includes(value)) {
		fail(path, allowed.map((entry) => JSON.stringify(entry)).join(" or "), value);
	}
	return value;
}

export function optional(
	owner: Fields,
	key: string,
	path: string,
	check: (value: unknown, path: string) => void,
): void {
	if (owner[key] !== undefined) check(owner[key], path === "" ? key : `${path}.${key}`);
}

/** The bytes that a base64 text holds, or an error where it is no base64. */
export function base64Length(value: string, path: string): number {
	if (value.length % 4 !== 0) {
		throw new AttentionMapError(`${path}: expected a multiple of 4 characters, got ${value.length}`);
	}
	const bad = /[^A-Za-z0-9+/]/.exec(value.replace(/={1,2}$/, ""));
	if (bad !== null) {
		throw new AttentionMapError(`${path}: expected base64, got ${describe(bad[0])} at character ${bad.index}`);
	}
	return (value.length / 4) * 3 - (value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0);
}

/** One byte per pixel, deflated or not: so many characters cannot hold other than so many pixels. */
export function checkBytes(owner: Fields, path: string, pixels: number): void {
	const stored = oneOf(owner.compression, `${path}.compression`, ["deflate-raw", "none"]) === "none";
	const bytes = base64Length(text(owner.base64, `${path}.base64`, 2 * MAX_PIXELS), `${path}.base64`);
	if (stored && bytes !== pixels) fail(`${path}.base64`, `${pixels} bytes`, bytes);
	if (!stored && (bytes * MAX_INFLATION < pixels || bytes > 2 * pixels + 1024)) {
		fail(`${path}.base64`, `the deflated form of ${pixels} bytes`, bytes);
	}
}
