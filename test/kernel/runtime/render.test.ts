import { bundle, render } from "../../../kernel/runtime/render";

const DISPLAY = Symbol.for("Jupyter.display");

test.each([
	[3, "3"],
	[1.5, "1.5"],
	["text", "'text'"],
	[null, "null"],
	[[1, { a: [2] }], "[ 1, { a: [ 2 ] } ]"],
	[new Map([["a", 1]]), "Map(1) { 'a' => 1 }"],
	[10n, "10n"],
])("%p is shown plainly", (value, text) => {
	expect(render(value)).toEqual({ data: { "text/plain": text }, metadata: {} });
});

test("a value that answers the display symbol draws itself, also later", async () => {
	const drawn = { data: { "text/html": "<b>x</b>" }, metadata: {} };
	expect(render({ [DISPLAY]: () => ({ "text/html": "<b>x</b>" }) })).toEqual(drawn);
	await expect(render({ [DISPLAY]: async () => ({ "text/html": "<b>x</b>" }) })).resolves.toEqual(drawn);
});

test("a display symbol that gives no bundle is told so", () => {
	expect(() => render({ [DISPLAY]: () => "text" })).toThrow(
		"display: a MIME bundle must be an object of MIME types, got 'text'",
	);
});

test("a Plotly figure is one, with typed arrays as lists", () => {
	const figure = { data: [{ x: new Float32Array([1, 2]), y: [3, Number.NaN] }], layout: {} };
	expect(render(figure)).toEqual({
		data: {
			"application/vnd.plotly.v1+json": { data: [{ x: [1, 2], y: [3, null] }], layout: {} },
			"text/plain": "Plotly figure of 1 trace",
		},
		metadata: {},
	});
	expect(render({ data: [1], layout: {} })).toMatchObject({ data: { "text/plain": expect.stringContaining("data") } });
});

test.each([
	["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
	["image/jpeg", [0xff, 0xd8, 0xff, 0xe0]],
	["image/gif", [...Buffer.from("GIF89a")]],
	["image/webp", [...Buffer.from("RIFF\n\0\0\0WEBPVP8")]],
])("bytes that are %s are drawn, others are not", (type, begins) => {
	const bytes = Uint8Array.from([...begins, 1, 2]);
	expect(render(bytes)).toMatchObject({ data: { [type]: Buffer.from(bytes).toString("base64") } });
	expect(render(Buffer.from(bytes))).toMatchObject({ data: { "text/plain": expect.stringMatching(/^<Buffer /) } });
	expect(Object.keys((render(bytes.subarray(1)) as { data: object }).data)).toEqual(["text/plain"]);
	expect(Object.keys((render(Float32Array.from(bytes)) as { data: object }).data)).toEqual(["text/plain"]);
});

test("bytes become base64, text types stay text", () => {
	expect(bundle({ "image/png": new Uint8Array([1, 2, 255]) }).data).toEqual({ "image/png": "AQL/" });
	expect(bundle({ "image/svg+xml": Buffer.from("<svg/>") }).data).toEqual({ "image/svg+xml": "<svg/>" });
	expect(bundle({ "application/json": { a: 1n } }).data).toEqual({ "application/json": { a: "1" } });
});

test("a list of objects is a table, with its text as ever", () => {
	expect(render([{ a: 1, b: "x" }])).toEqual({
		data: { "text/plain": "[ { a: 1, b: 'x' } ]", "text/html": expect.stringContaining("<th>a</th>") },
		metadata: {},
	});
});

describe("a value that would fill pages", () => {
	const text = (value: unknown) => (render(value) as { data: Record<string, string> }).data["text/plain"];

	test("is told more briefly", () => {
		const wide = Array.from({ length: 60 }, () => Array.from({ length: 60 }, () => ({ a: Array(60).fill(1) })));
		expect(text(wide)).toMatch(/^\[\n {2}\[\n {4}\{ a: \[Array\] \}/);
		expect(text(wide)).toContain("... 40 more items");
		expect(text(Array(50).fill("y".repeat(5000)))).toContain("... 4600 more characters");
	});

	test("and ends at some line, which says how much is missing", () => {
		const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`key${n}`, n]));
		const lines = text(many).split("\n");
		expect(lines.at(-1)).toMatch(/^… [\d,]+ more characters$/);
		expect(lines.at(-2)).toMatch(/^ {2}key\d+: \d+,$/);
		expect(text(many).length).toBeLessThan(20_100);
	});
});

describe("conventions", () => {
	const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
	test.each([
		[{ _repr_html_: () => "<b>x</b>" }, { "text/html": "<b>x</b>" }],
		[
			{ _repr_svg_: () => svg, _repr_markdown_: () => "*x*" },
			{ "image/svg+xml": svg, "text/markdown": "*x*" },
		],
		[{ _repr_png_: () => new Uint8Array([1, 2, 255]) }, { "image/png": "AQL/" }],
		[{ _repr_mimebundle_: () => ({ "text/latex": "$x$" }) }, { "text/latex": "$x$" }],
		[{ _repr_mimebundle_: () => [{ "text/latex": "$x$" }, {}] }, { "text/latex": "$x$" }],
		[{ toSVG: () => svg }, { "image/svg+xml": svg }],
		[{ toDataURL: () => "data:image/png;base64,AQL/" }, { "image/png": "AQL/" }],
		[{ toDataURL: () => "data:image/svg+xml,%3Csvg/%3E" }, { "image/svg+xml": "<svg/>" }],
		[{ outerHTML: svg }, { "image/svg+xml": svg, "text/plain": svg }],
		[{ outerHTML: "<p>x</p>" }, { "text/html": "<p>x</p>", "text/plain": "<p>x</p>" }],
	])("%p is drawn", (value, data) => {
		expect(render(value)).toEqual({ data: { "text/plain": expect.anything(), ...data }, metadata: {} });
	});

	test("a promise of a form is awaited", async () => {
		const drawn = await render({ toDataURL: async () => "data:image/png;base64,AQL/" });
		expect(drawn.data).toMatchObject({ "image/png": "AQL/" });
	});

	test.each([
		{ _repr_html_: () => null },
		{ _repr_html_: () => 3 },
		{ _repr_html_: "no function" },
		{ toDataURL: () => "data:,none" },
		{
			_repr_html_: () => {
				throw new Error("no");
			},
		},
	])("%p stays text", (value) => {
		expect(Object.keys((render(value) as { data: object }).data)).toEqual(["text/plain"]);
	});
});

test("values whose own code throws are shown all the same", () => {
	const fail = () => {
		throw new Error("no");
	};
	const trap = (...names: PropertyKey[]) =>
		Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, { get: fail, enumerable: true }])));
	const inspected = Symbol.for("nodejs.util.inspect.custom");
	for (const value of [
		trap("dtype", "data", "layout", "outerHTML", "toDataURL", "_repr_html_"),
		trap(DISPLAY),
		{ [inspected]: fail },
		[{ [inspected]: fail, a: { [inspected]: fail } }],
		new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail, has: fail }),
		{ dtype: "float32", shape: [2], size: 2, dataSync: fail, arraySync: fail },
	]) {
		expect((render(value) as { data: Record<string, unknown> }).data["text/plain"]).toEqual(expect.any(String));
	}
});

test("an error as a value names its cause and what it carries", () => {
	const error = Object.assign(new TypeError("outer", { cause: new RangeError("inner") }), { code: 7 });
	const text = (render(error) as { data: Record<string, string> }).data["text/plain"];
	expect(text).toMatch(/^TypeError: outer\n/);
	expect(text).toMatch(/\n\{ code: 7 \}\nCaused by: RangeError: inner/);
});
