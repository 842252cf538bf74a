/** Pictures of values that know nothing of this kernel, by the conventions of their ecosystems. */
import { types } from "node:util";

type Forms = Record<string, unknown>;
type Drawn = Forms | Promise<Forms>;

const FORMS: readonly (readonly [method: string, type: string])[] = [
	["_repr_html_", "text/html"],
	["_repr_markdown_", "text/markdown"],
	["_repr_svg_", "image/svg+xml"],
	["_repr_png_", "image/png"],
	["_repr_jpeg_", "image/jpeg"],
	["_repr_latex_", "text/latex"],
	["_repr_json_", "application/json"],
	["toSVG", "image/svg+xml"],
];

/**
 * What the value's own methods draw: `_repr_mimebundle_`, `_repr_html_` and its kin, `toSVG`, `toDataURL`, `outerHTML`.
 * A method that throws or gives nothing is passed over.
 */
export function conventional(value: unknown): Drawn | undefined {
	// A proxy may answer to every name.
	if (typeof value !== "object" || value === null || types.isProxy(value)) {
		return undefined;
	}
	const whole = call(value, "_repr_mimebundle_");
	if (whole !== undefined) {
		return after(whole, forms);
	}
	const drawn = FORMS.map(([method, type]) =>
		after(call(value, method), (form) => (isForm(form) ? { [type]: form } : {})),
	);
	const picture = after(call(value, "toDataURL"), fromDataUrl);
	return join([element(value), picture, ...drawn]);
}

function call(value: object, method: string): unknown {
	try {
		const draw = (value as Forms)[method];
		const drawn = typeof draw === "function" ? draw.call(value) : undefined;
		return drawn instanceof Promise ? drawn.catch(() => undefined) : drawn;
	} catch {
		return undefined;
	}
}

function after<T>(drawn: unknown, then: (form: unknown) => T): T | Promise<T> {
	return drawn instanceof Promise ? drawn.then(then) : then(drawn);
}

function join(parts: readonly (Forms | Promise<Forms>)[]): Drawn | undefined {
	if (parts.some((part) => part instanceof Promise)) {
		return Promise.all(parts).then((all) => Object.assign({}, ...all));
	}
	const all: Forms = Object.assign({}, ...parts);
	return Object.keys(all).length > 0 ? all : undefined;
}

/** The data of a bundle, which may come as `[data, metadata]`. */
function forms(whole: unknown): Forms {
	const data = Array.isArray(whole) ? whole[0] : whole;
	return typeof data === "object" && data !== null ? { ...data } : {};
}

function isForm(form: unknown): boolean {
	return (
		typeof form === "string" || form instanceof Uint8Array || Object.getPrototypeOf(form ?? 0) === Object.prototype
	);
}

function fromDataUrl(url: unknown): Forms {
	const [, type, base64, body] = /^data:(image\/[\w.+-]+)[^,]*?(;base64)?,(.*)$/s.exec(String(url ?? "")) ?? [];
	if (type === undefined) {
		return {};
	}
	const bytes = base64 ? Buffer.from(body, "base64") : Buffer.from(decodeURIComponent(body));
	return { [type]: bytes };
}

/** An element of a document. */
function element(value: object): Forms {
	const source = outerHtml(value);
	if (typeof source !== "string" || !source.startsWith("<")) {
		return {};
	}
	const plain = source.length > 200 ? `${source.slice(0, 200)}…` : source;
	return { [/^<svg\b/i.test(source) ? "image/svg+xml" : "text/html"]: source, "text/plain": plain };
}

function outerHtml(value: object): unknown {
	try {
		return (value as Forms).outerHTML;
	} catch {
		return undefined;
	}
}
