import * as fs from "node:fs";
import * as path from "node:path";
import { Client } from "./client";

let client: Client;
beforeAll(async () => {
	client = await Client.start();
	await client.run(`
/**
 * Scales a number, see {@link Math.abs} and {@link https://example.org|this page}.
 * @param value - What is scaled.
 * @param factor - How much.
 * @returns The product.
 * @example
 * scale(2, 3)
 */
function scale(value: number, factor: number): number { return value * factor; }
interface Shape {
	/** How wide. */
	width: number;
	_hidden: string;
	/** @deprecated Use width. */
	wide: number;
}
const shape: Shape = { width: 1, _hidden: "", wide: 1 };
const seven = 7, sevenText = "7";`);
});
afterAll(() => client.close());

/** The cursor stands at `|`. */
async function inspect(code: string, detail_level = 0): Promise<Record<string, string>> {
	const cursor_pos = [...code.slice(0, code.indexOf("|"))].length;
	const { reply } = await client.request("inspect_request", { code: code.replace("|", ""), cursor_pos, detail_level });
	return reply.data as Record<string, string>;
}

async function complete(code: string) {
	const cursor_pos = [...code.slice(0, code.indexOf("|"))].length;
	const { reply } = await client.request("complete_request", { code: code.replace("|", ""), cursor_pos });
	return reply as {
		matches: string[];
		metadata: { _jupyter_types_experimental: Record<string, unknown>[] };
	};
}

describe("hover", () => {
	test("the signature, then the documentation as Markdown", async () => {
		const { "text/markdown": markdown, "text/plain": plain } = await inspect("sca|le");
		expect(markdown).toBe(
			[
				"```typescript\nfunction scale(value: number, factor: number): number\n```",
				"Scales a number, see `Math.abs` and [this page](https://example.org).",
				"**Parameters**\n\n- `value` - What is scaled.\n- `factor` - How much.",
				"**Returns** The product.",
				"**Example**\n\n```typescript\nscale(2, 3)\n```",
			].join("\n\n"),
		);
		expect(plain).toMatch(/^function scale\(value: number, factor: number\): number\n\nScales a number/);
		expect(plain).toContain("@param factor - How much.");
	});

	test("more detail adds the declaration", async () => {
		expect((await inspect("let a: Sha|pe", 0))["text/markdown"]).not.toContain("width");
		expect((await inspect("let a: Sha|pe", 1))["text/markdown"]).toMatch(
			/\*\*Declaration\*\*\n\n```typescript\n(declare )?interface Shape \{.*width: number/s,
		);
	});

	test("nothing is known of what does not exist", async () => {
		expect(await inspect("missi|ng")).toEqual({});
		expect(await inspect("|")).toEqual({});
	});
});

describe("signature help", () => {
	test("the current parameter is bold and explained", async () => {
		const first = (await inspect("scale(|")) as Record<string, string>;
		expect(first["text/markdown"]).toContain("scale\\(**value: number**, factor: number\\): number");
		const second = await inspect("scale(1, |)");
		expect(second["text/markdown"]).toContain("scale\\(value: number, **factor: number**\\): number");
		expect(second["text/markdown"]).toContain("**factor** - How much.");
		expect(second["text/plain"]).toMatch(/^scale\(value: number, factor: number\): number\n\nfactor - How much\./);
	});

	test("a name inside the parentheses is still a name", async () => {
		expect((await inspect("scale(sev|en"))["text/plain"]).toBe("const seven: 7");
	});

	test("of several forms, one that takes something", async () => {
		expect((await inspect("new Map(|)"))["text/plain"]).toMatch(/^Map<K, V>\(iterable\?: .*and 3 more forms$/s);
		expect((await inspect("new Date(|)"))["text/plain"]).toMatch(/^Date\(value: /);
		expect((await inspect("(() => 1)(|)"))["text/plain"]).toBe("(): number");
	});

	test("of the library", async () => {
		const { "text/markdown": markdown } = await inspect("tf.softmax(|");
		expect(markdown).toContain("**logits: ");
		expect((await inspect("tf.softm|ax"))["text/markdown"]).toMatch(
			/^```typescript\nconst softmax: .*\n```\n\nComputes the softmax.*- `dim` - /s,
		);
		expect((await inspect("attention.allClo|se"))["text/plain"]).toMatch(/^function allClose\(/);
	});
});

describe("completion", () => {
	test("carries types, signatures and places in code points", async () => {
		const { metadata } = await complete('"😀"; sca|');
		expect(metadata._jupyter_types_experimental[0]).toEqual({
			start: 5,
			end: 8,
			text: "scale",
			type: "function",
			signature: "(value: number, factor: number): number",
			documentation: "Scales a number, see `Math.abs` and [this page](https://example.org).",
		});
	});

	test("deprecated members come last, and before them those that start with _", async () => {
		expect((await complete("shape.|")).matches).toEqual(["width", "_hidden", "wide"]);
		expect((await complete("shape._|")).matches).toEqual(["_hidden"]);
	});

	test("what the place expects comes first, then the session's names", async () => {
		expect((await complete("Math.abs(sev|)")).matches.slice(0, 2)).toEqual(["seven", "sevenText"]);
		expect((await complete("parseInt(sev|)")).matches.slice(0, 2)).toEqual(["sevenText", "seven"]);
		const { matches } = await complete("parseInt(|)");
		expect(matches[0]).toBe("sevenText");
		expect((await complete("const s|; s|".replace("|", ""))).matches.indexOf("shape")).toBeLessThan(5);
	});

	test("what a text may say comes first, and replaces it whole", async () => {
		await client.run("type Pace = 'fast' | 'slow-er'; function go(options: { pace: Pace }) {}");
		expect((await complete("go({ pace: | })")).matches.slice(0, 2)).toEqual(['"fast"', '"slow-er"']);
		const found = await complete("go({ pace: 'slow-| })");
		expect(found.matches).toEqual(["slow-er"]);
		expect(found.metadata._jupyter_types_experimental[0]).toMatchObject({ start: 12, end: 17 });
	});

	test("modules by their whole names", async () => {
		const { matches, metadata } = await complete("import x from 'node:f|'");
		expect(matches).toEqual(["node:fs", "node:fs/promises"]);
		expect(metadata._jupyter_types_experimental[0]).toMatchObject({ start: 15, end: 21 });
		fs.mkdirSync(path.join(client.folder, "node_modules", "two-words"), { recursive: true });
		fs.writeFileSync(path.join(client.folder, "node_modules", "two-words", "index.d.ts"), "export const one: 1;");
		fs.writeFileSync(path.join(client.folder, "package.json"), '{ "dependencies": { "two-words": "1" } }');
		expect((await complete("import x from 'two-w|'")).matches).toEqual(["two-words"]);
		expect((await complete("import { | } from 'two-words'")).matches).toEqual(["one", "type"]);
	});

	test("after new, classes come first", async () => {
		await client.run("class Own {}");
		expect((await complete("new |")).matches[0]).toBe("Own");
		expect((await complete("new M|")).matches[0]).toBe("Map");
	});

	test("no path of the machine is in a signature", async () => {
		fs.writeFileSync(
			path.join(client.folder, "far.ts"),
			"export interface Far { a: 1 }\nexport const far: Far[] = [];",
		);
		await client.run("import { far } from './far'; const nearby = far;");
		const [{ signature }] = (await complete("nearb|")).metadata._jupyter_types_experimental;
		expect(signature).toBe("Far[]");
	});

	test("the kernel's own names come before the language's", async () => {
		const { matches } = await complete("d|");
		expect(matches[0]).toBe("display");
	});

	test("of the library: functions are functions, and come before what differs in its letters", async () => {
		const { matches, metadata } = await complete("tf.|");
		expect(matches.indexOf("abs")).toBe(matches.indexOf("Abs") - 1);
		const found = metadata._jupyter_types_experimental[matches.indexOf("abs")];
		expect(found).toMatchObject({ type: "function", signature: expect.stringContaining("(x: ") });
		expect(found.documentation).toMatch(/^Computes absolute value/);
	});
});
