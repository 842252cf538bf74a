/** The programs that run notebooks without a page: each drives the installed kernelspec, each as its users start it. */
import * as path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type CodeCell, Folder, shown } from "./frontends/notebook";

const script = (name: string) => path.join(__dirname, "frontends", name);

let folder: Folder;
beforeEach(() => {
	folder = new Folder();
});
afterEach(() => folder.remove());

describe("nbclient", () => {
	async function run(cells: CodeCell[]): Promise<string[][]> {
		folder.write("in.ipynb", cells);
		const { code, stderr } = await folder.python(script("run_notebook.py"), "in.ipynb", "out.ipynb");
		expect([code, stderr]).toEqual([0, ""]);
		return folder.read("out.ipynb").map(shown);
	}

	test("keeps all outputs of a cell, in order", async () => {
		const lines = Array.from({ length: 4999 }, (_, line) => `${line}\n`).join("");
		const source = [
			"console.log('first');",
			"display.html('<b>second</b>');",
			"process.stderr.write('third\\n');",
			"for (let line = 0; line < 4999; line++) console.log(line);",
			"await Promise.resolve();",
			"7 * 11",
		].join("\n");
		const [cell, late, child] = await run([
			{ source },
			{ source: "await new Promise((done) => setTimeout(() => { console.log('late'); done(0); }, 10)); 13" },
			{ source: "require('node:child_process').spawnSync('node', ['-p', '2 ** 19'], { stdio: 'inherit' }).status" },
		]);
		expect(cell).toEqual(["stdout: first\n", "<b>second</b>", "stderr: third\n", `stdout: ${lines}`, "77"]);
		expect(late).toEqual(["stdout: late\n", "13"]);
		expect(child.sort()).toEqual(["0", "stdout: 524288\n"]);
	});

	test("a cell over its time is interrupted and the session stays", async () => {
		const metadata = { timeout: 1 };
		const [kept, loop, pending, timer, after] = await run([
			{ source: "let kept = 41; kept" },
			{ source: "while (true) {}", metadata },
			{ source: "await new Promise(() => {})", metadata },
			{ source: "await new Promise(() => setTimeout(() => { while (true) {} }))", metadata },
			{ source: "kept + 1" },
		]);
		expect(kept).toEqual(["41"]);
		for (const cell of [loop, pending, timer]) {
			expect(cell).toEqual([expect.stringMatching(/^KeyboardInterrupt: /)]);
		}
		expect(after).toEqual(["42"]);
	});
});

test.each(["tcp", "ipc"])(
	"CurveZMQ over %s: encrypted where jupyter_client asks for it, closed to others",
	async (transport) => {
		const { code, stdout, stderr } = await folder.python(script("encrypted.py"), transport);
		expect([code, stderr]).toEqual([0, ""]);
		expect(JSON.parse(stdout)).toEqual({ status: "ok", value: "42", "heard without keys": null });
	},
);

describe("nbconvert --execute", () => {
	const cells: CodeCell[] = [
		{ source: "console.log('before')" },
		{ source: "const far = 17;\nthrow new RangeError('too far: ' + far);" },
		{ source: "console.log('after'); far + 2" },
	];
	const convert = (...options: string[]) =>
		folder.python(
			...["-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "in.ipynb", "--output", "out.ipynb"],
			...options,
		);

	test("stops at a failing cell and prints its name, its message and where", async () => {
		folder.write("in.ipynb", cells);
		const { code, stderr: styled } = await convert();
		const stderr = stripVTControlCharacters(styled);
		expect(code).toBe(1);
		expect(stderr).toContain("CellExecutionError: An error occurred while executing the following cell");
		expect(stderr).toContain("RangeError: too far: 17\n");
		expect(stderr).toMatch(/> 2 \| throw new RangeError.*\n +\| +\^.*\n +at cell \[2\]:2:7/);
	});

	test("--allow-errors runs what follows, and each output is there", async () => {
		folder.write("in.ipynb", cells);
		expect((await convert("--allow-errors")).code).toBe(0);
		expect(folder.read("out.ipynb").map(shown)).toEqual([
			["stdout: before\n"],
			["RangeError: too far: 17"],
			["stdout: after\n", "19"],
		]);
	});
});

describe("papermill", () => {
	const tagged = { tags: ["parameters"] };

	test("-p and -y give values of every kind to a cell, beside the defaults", async () => {
		const values =
			'{list: [2, 3.5, "five"], map: {"a b": null, __proto__: 7}, text: "\'中\\n", none: null, not: .nan, low: -.inf, big: 9007199254740993, good: true, empty: []}';
		folder.write("in.ipynb", [
			{ source: "const rate = 0.1; // the step\nlet kept = 'default';", metadata: tagged },
			{ source: "[rate === 0.5, kept]" },
			{ source: "console.log(JSON.stringify([list, map, text, none, empty, good]))" },
			{ source: "[not, low, big, Object.keys(map), rate.toFixed(1)]" },
		]);
		const done = await folder.python("-m", "papermill", "in.ipynb", "out.ipynb", "-p", "rate", "0.5", "-y", values);
		expect([done.code, done.stderr]).toEqual([0, expect.not.stringContaining("Passed unknown parameter: rate")]);
		const [, injected, mixed, json, odd] = folder.read("out.ipynb");
		expect(injected.metadata?.tags).toEqual(["injected-parameters"]);
		expect(shown(mixed)).toEqual(["[ true, 'default' ]"]);
		const expected = JSON.stringify([[2, 3.5, "five"], { "a b": null, ["__proto__"]: 7 }, "'中\n", null, [], true]);
		expect(shown(json)).toEqual([
			`stdout: ${expected}
`,
		]);
		expect(shown(odd)).toEqual(["[ NaN, -Infinity, 9007199254740993n, [ 'a b', '__proto__' ], '0.5' ]"]);
	});

	test("a name that TypeScript cannot hold is refused before anything runs", async () => {
		folder.write("in.ipynb", [{ source: "1", metadata: tagged }]);
		const { code, stderr } = await folder.python(
			"-m",
			"papermill",
			"in.ipynb",
			"out.ipynb",
			"-p",
			"learning-rate",
			"1",
		);
		expect(code).toBe(1);
		expect(stderr).toContain("papermill: a parameter must be a TypeScript name, got learning-rate");
	});

	test("--help-notebook reads names, types, defaults and comments", async () => {
		const source = `// the model
const rate: number = 0.1; // the step
let name = "a // b; c"
let sizes = [
	2, // two
	3,
] // of the layers
let f: (x: number) => number = (x) => x * 2; let deep = true
let place: string | null =
	null /* nowhere */
let needed: string
console.log(rate)`;
		folder.write("in.ipynb", [{ source, metadata: tagged }]);
		const { stdout } = await folder.python(
			"-c",
			"import json, papermill; print(json.dumps(papermill.inspect_notebook('in.ipynb')))",
		);
		const rows = Object.values(JSON.parse(stdout) as Record<string, Record<string, string>>);
		expect(
			rows.map(({ name, inferred_type_name, default: value, help }) => [name, inferred_type_name, value, help]),
		).toEqual([
			["rate", "number", "0.1", "the step"],
			["name", "string", '"a // b; c"', ""],
			["sizes", "None", "[ 2, 3, ]", "of the layers"],
			["f", "(x: number) => number", "(x) => x * 2", ""],
			["deep", "boolean", "true", ""],
			["place", "string | null", "null", "nowhere"],
			["needed", "string", "undefined", ""],
		]);
	});
});

const terminal = process.platform === "win32" ? test.skip : test;
terminal("jupyter console asks whether the code is complete, runs it and ends its kernel", async () => {
	const { code, stdout } = await folder.python(script("console.py"));
	expect([code, stdout.slice(-200)]).toEqual([0, expect.stringContaining("Shutting down kernel")]);
});
