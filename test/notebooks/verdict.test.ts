import { call } from "./tools";

const MAP = "application/vnd.attention-lab.map.v1+json";
const cell = (id: string, tags: string[] = [], ...outputs: object[]) => ({
	cell_type: "code",
	id,
	metadata: { tags },
	outputs,
});
const value = (text: string) => ({ output_type: "execute_result", data: { "text/plain": text } });
const ERROR = { output_type: "error", ename: "TypeError", evalue: "no", traceback: [] };
const ran = (...cells: object[]) => ({
	notebook: { cells },
	seconds: { a: 2, b: 3 },
	probe: '{"name":"tensorflow"}\n',
	died: null,
});
const judge = (run: object, expected: object = {}) =>
	call<string[]>("verdict", "verdict", run, { budget: 10, backend: "tensorflow", ...expected });

test("a clean run has no fault", () => {
	expect(judge(ran(cell("a", [], value("1")), cell("b", ["raises-exception"], ERROR)))).toEqual([]);
});

test.each([
	["an error", cell("a", [], ERROR), "a: must not raise, got TypeError: no"],
	[
		"an error that did not come",
		cell("a", ["raises-exception"]),
		"a: is tagged raises-exception and must raise, did not",
	],
	[
		"stderr",
		cell("a", [], { output_type: "stream", name: "stderr", text: "W\n" }),
		'a: must write nothing to stderr, got "W"',
	],
	["a claim that is false", cell("a", ["holds"], value("[true, false]")), "a: must hold, said"],
	["a claim that says nothing", cell("a", ["holds"]), "a: must hold, said []"],
	[
		"a check that praises the unsolved",
		cell("a", ["check"], value("✔")),
		"a: the check must say ○ to the unsolved cell",
	],
	[
		"a folder of the machine",
		cell("a", [], value("/somewhere/x.ts")),
		"a: an output must name no folder of this machine",
	],
])("%s is a fault of its cell", (_, broken, fault) => {
	const faults = judge(ran(broken), { machine: ["/somewhere"] });
	expect(faults).toHaveLength(1);
	expect(faults[0]).toContain(fault);
});

test("a solved exercise must be praised", () => {
	expect(judge(ran(cell("a", ["check"], value("✔"))), { solved: true })).toEqual([]);
	expect(judge(ran(cell("a", ["check"], value("○"))), { solved: true })[0]).toContain("must say ✔ to the solution");
});

test("time, backend and a dead kernel", () => {
	expect(judge(ran(), { budget: 4 })).toEqual(["must take at most 4 s, took 5.0 s"]);
	expect(judge({ ...ran(), probe: '{"name":"wasm"}' })).toEqual(["must run on the backend tensorflow, ran on wasm"]);
	expect(judge({ ...ran(), probe: "" })[0]).toContain("ran on none that it could name");
	expect(judge({ ...ran(), probe: "" }, { backend: undefined })).toEqual([]);
	expect(judge({ ...ran(), died: "DeadKernelError: gone" })).toEqual([
		"the kernel must answer, got DeadKernelError: gone",
	]);
});

test("a map of more than 50 kB is a fault, other outputs may be larger", () => {
	const big = "x".repeat(50_000);
	const map = (size: number) => ({ output_type: "display_data", data: { [MAP]: { title: big.slice(0, size) } } });
	expect(judge(ran(cell("a", [], map(49_000), value(big))))).toEqual([]);
	expect(judge(ran(cell("a", [], map(50_000))))[0]).toMatch(/^a: a map must take at most 50000 bytes, took 50\d\d\d$/);
});
