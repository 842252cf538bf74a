/**
 * What the debugger asks of values, called through the inspector: in the main thread, also while that is paused. Getters of
 * the reader's objects are never called.
 */
import { types } from "node:util";
import { INSPECTION, type Row } from "../protocol/inspector";
import { plain, render } from "./render";
import { allSources } from "./sources";
import { isTensor, tensorTitle } from "./tensor-text";
import { inspected, safely } from "./words";

type Names = Record<string, unknown>;

const LINE = {
	depth: 1,
	breakLength: Number.POSITIVE_INFINITY,
	compact: true,
	maxArrayLength: 12,
	maxStringLength: 200,
};
const LONGEST = 300;
/** Parts of one value that are listed. */
const MOST = 500;

export function installInspection(names: Names): void {
	const inspection = {
		names,
		values: () => values(names),
		rows,
		parts,
		draw: async (value: unknown) => await render(value),
		text: (value: unknown) => ({ data: { "text/plain": plain(value) }, metadata: {} }),
		sources: allSources,
	};
	Object.defineProperty(globalThis, Symbol.for(INSPECTION), { value: inspection });
}

/** The names of all cells as they stand now; what a failed cell never reached is left out. */
function values(names: Names): Names {
	const found: Names = Object.create(null);
	for (const name of Object.keys(names)) {
		try {
			found[name] = names[name];
		} catch {
			// Declared, but its cell failed before.
		}
	}
	return found;
}

/** One line for each property of its own. */
function rows(owner: object): Row[] {
	return Object.keys(owner).map((name) => {
		const property = safely(() => Object.getOwnPropertyDescriptor(owner, name));
		if (!property) {
			// A variable of a scope whose declaration has not been reached.
			return { name, type: "undefined", value: "undefined", isWhole: false };
		}
		const { get, set, value } = property;
		return get || set
			? { name, type: "accessor", value: get ? "(getter)" : "(setter)", isWhole: false }
			: { name, type: typeName(value), value: line(value), isWhole: isWhole(value) };
	});
}

/** A value's parts as the properties of a plain object. */
function parts(value: object): Names {
	const found: Names = Object.create(null);
	if (isTensor(value)) {
		const { dtype, shape, size, isDisposed } = value;
		Object.assign(found, { dtype, shape, size, ...(isDisposed ? { isDisposed } : {}) });
	} else if (types.isMap(value)) {
		for (const [index, [key, item]] of [...value].slice(0, MOST).entries()) {
			found[typeof key === "object" ? `${index}: ${line(key)}` : line(key)] = item;
		}
	} else if (types.isSet(value)) {
		for (const [index, item] of [...value].slice(0, MOST).entries()) {
			found[index] = item;
		}
	} else {
		for (const key of Reflect.ownKeys(value).slice(0, MOST)) {
			Object.defineProperty(found, String(key), Object.getOwnPropertyDescriptor(value, key)!);
		}
	}
	return found;
}

function line(value: unknown): string {
	if (isTensor(value)) {
		return tensorTitle(value);
	}
	const short = inspected(value, LINE).replace(/\s*\n\s*/g, " ");
	return short.length > LONGEST ? `${short.slice(0, LONGEST)}…` : short;
}

function typeName(value: unknown): string {
	if (value === null || (typeof value !== "object" && typeof value !== "function")) {
		return value === null ? "null" : typeof value;
	}
	if (typeof value === "function") {
		return /^class\b/.test(safely(() => Function.prototype.toString.call(value)) ?? "") ? "class" : "function";
	}
	return types.isProxy(value) ? "Proxy" : (safely(() => constructorName(value)) ?? "object");
}

function constructorName(value: object): string {
	const maker = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(value), "constructor")?.value;
	return (maker as { name?: string } | undefined)?.name || "Object";
}

function isWhole(value: unknown): boolean {
	if (typeof value !== "object" || value === null || types.isProxy(value)) {
		return false;
	}
	return isTensor(value) || types.isMap(value) || types.isSet(value) || Reflect.ownKeys(value).length > 0;
}
