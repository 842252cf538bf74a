import { readFileSync, writeFileSync } from "node:fs";
import { Course, lessonText, tool } from "./tools";

let course: Course;
const build = (...args: string[]) => tool("build", "--course", course.folder, ...args);
const text = (language: string) => readFileSync(course.path(language, "07-x.ipynb"), "utf8");
const change = (language: string, edit: (notebook: ReturnType<typeof JSON.parse>) => void) => {
	const notebook = JSON.parse(text(language));
	edit(notebook);
	writeFileSync(course.path(language, "07-x.ipynb"), JSON.stringify(notebook));
};
const run = (notebook: ReturnType<typeof JSON.parse>) => {
	for (const cell of notebook.cells.filter(({ cell_type }: { cell_type: string }) => cell_type === "code")) {
		cell.execution_count = 5;
		cell.outputs = [{ output_type: "stream", name: "stdout", text: ["said\n", cell.id] }];
	}
};

beforeEach(() => {
	course = new Course({ "07-x": lessonText() });
	expect(build()).toEqual({ status: 0, said: "2 notebooks and 0 pages written\n" });
});
afterEach(() => course.remove());

test("one source gives two notebooks with the same code", () => {
	const [en, zh] = ["en", "zh"].map((language) => JSON.parse(text(language)));
	expect([en.nbformat, en.nbformat_minor, en.metadata.kernelspec.name]).toEqual([4, 5, "attention-lab"]);
	expect(en.metadata.attention_lab).toEqual({ budget: 20, language: "en", lesson: "07", rows: ["1.1-a", "1.1-b"] });
	expect(en.cells.map(({ id }: { id: string }) => id)).toEqual(["edition", "start-text", "one", "two"]);
	expect(en.cells[0].source.join("")).toContain("# 07 · Counting\n\n[中文版](../zh/07-x.ipynb)");
	expect(zh.cells[0].source.join("")).toContain("# 07 · 数数\n\n[English](../en/07-x.ipynb)");
	expect([en.cells[2].source, zh.cells[2].source]).toEqual([
		["const first = 1;            // one"],
		["const first = 1;            // 一"],
	]);
	expect(en.cells[3]).toEqual(zh.cells[3]);
	expect(en.cells[3].metadata).toEqual({ attention_lab: { rows: ["1.1-b"] }, tags: ["holds"] });
});

test("building again writes nothing, and from nothing the same bytes", () => {
	const before = ["en", "zh"].map(text);
	expect(build().said).toBe("0 notebooks and 0 pages written\n");
	const other = new Course({ "07-x": lessonText() });
	tool("build", "--course", other.folder);
	expect(["en", "zh"].map((language) => readFileSync(other.path(language, "07-x.ipynb"), "utf8"))).toEqual(before);
	other.remove();
});

test("--check takes outputs as they are and writes nothing", () => {
	change("en", run);
	const before = text("en");
	expect(build("--check")).toEqual({ status: 0, said: "notebooks are current\n" });
	expect(text("en")).toBe(before);
});

test.each([
	["a cell changed by hand", () => change("zh", (notebook) => notebook.cells[2].source.push("\nfirst"))],
	["a tag taken off", () => change("zh", (notebook) => delete notebook.cells[3].metadata.tags)],
	[
		"a cell added by hand",
		() => change("zh", (notebook) => notebook.cells.push({ ...notebook.cells[3], id: "three" })),
	],
])("--check names the notebook with %s, and building puts it right", (_, edit) => {
	edit();
	const { status, said } = build("--check");
	expect(status).toBe(1);
	expect(said).toBe("zh/07-x.ipynb: must be what its source says (node notebooks/tools/build.mjs)\n");
	expect(build().said).toBe("1 notebooks and 0 pages written\n");
	expect(build("--check").status).toBe(0);
});

test("a changed lesson is stale in both languages; only changed cells lose their outputs", () => {
	for (const language of ["en", "zh"]) change(language, run);
	course.write("07-x", lessonText().replace("first + 1 === 2", "first + first === 2"));
	expect(build("--check").said).toMatch(/^en\/07-x.ipynb.*\nzh\/07-x.ipynb.*\n$/);
	build();
	const [, , one, two] = JSON.parse(text("en")).cells;
	expect(one).toMatchObject({ execution_count: 5, outputs: [{ text: ["said\n", "one"] }] });
	expect(two).toMatchObject({ execution_count: null, outputs: [] });
});

test("neighbouring lessons are linked both ways", () => {
	course.write("08-y", lessonText().replace("Counting", "More").replace("数数", "更多"));
	expect(build().said).toBe("4 notebooks and 0 pages written\n");
	const last = (language: string, name: string) =>
		JSON.parse(readFileSync(course.path(language, `${name}.ipynb`), "utf8"))
			.cells.at(-1)
			.source.join("");
	expect(last("en", "07-x")).toBe("---\nNext: [08 · More](08-y.ipynb)");
	expect(last("zh", "08-y")).toBe("---\n上一课: [07 · 数数](07-x.ipynb)");
});

test("a broken lesson stops the build with its one sentence", () => {
	course.write("07-x", lessonText(":::en\nHi.\n:::\n"));
	expect(build()).toEqual({
		status: 1,
		said: '07-x.md:8: ":::en" must be followed by its ":::zh", got en, no prose\n',
	});
});
