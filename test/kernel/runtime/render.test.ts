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

test("bytes become base64, text types stay text", () => {
	expect(bundle({ "image/png": new Uint8Array([1, 2, 255]) }).data).toEqual({ "image/png": "AQL/" });
	expect(bundle({ "image/svg+xml": Buffer.from("<svg/>") }).data).toEqual({ "image/svg+xml": "<svg/>" });
	expect(bundle({ "application/json": { a: 1n } }).data).toEqual({ "application/json": { a: "1" } });
});
