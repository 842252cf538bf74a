/** The notebooks as they are stored: current, executed, in two languages, without a trace of the machine. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { tool } from "./tools";

const ROOT = join(__dirname, "..", "..");
const NOTEBOOKS = join(ROOT, "notebooks");
const MAP = "application/vnd.attention-lab.map.v1+json";

interface Output {
	output_type: string;
	name?: string;
	data?: Record<string, unknown>;
}
interface Cell {
	id: string;
	cell_type: string;
	source: string[];
	execution_count: number | null;
	outputs: Output[];
	metadata: { tags?: string[]; attention_lab?: { rows: string[] } };
}
interface Notebook {
	cells: Cell[];
	metadata: { attention_lab: { rows: string[] } };
}

const names = readdirSync(join(NOTEBOOKS, "lessons")).map((file) => file.replace(/\.md$/, ""));
const file = (language: string, name: string) => join(NOTEBOOKS, language, `${name}.ipynb`);
const read = (language: string, name: string): Notebook => JSON.parse(readFileSync(file(language, name), "utf8"));
const codeOf = (notebook: Notebook) => notebook.cells.filter(({ cell_type }) => cell_type === "code");
const editions = names.flatMap((name) => ["en", "zh"].map((language) => [language, name] as const));

test("every notebook is what its lesson says", () => {
	expect(tool("build", "--check")).toEqual({ status: 0, said: "notebooks are current\n" });
});

test("Jupyter's own schema accepts them", () => {
	const python = join(ROOT, ".venv", "bin", "python");
	const code = "import sys, nbformat; [nbformat.validate(nbformat.read(f, as_version=4)) for f in sys.argv[1:]]";
	const files = editions.map(([language, name]) => file(language, name));
	const { status, stderr } = spawnSync(python, ["-W", "error", "-c", code, ...files], { encoding: "utf8" });
	expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test.each(names)("%s has the same code in both languages", (name) => {
	const [en, zh] = ["en", "zh"].map((language) => codeOf(read(language, name)));
	expect(zh.map(({ id, metadata }) => ({ id, metadata }))).toEqual(en.map(({ id, metadata }) => ({ id, metadata })));
	for (const [i, cell] of en.entries()) expect(tokens(zh[i])).toEqual(tokens(cell));
});

test.each(editions)("%s/%s was run from top to bottom, and only cells that say so raised", (language, name) => {
	const cells = codeOf(read(language, name));
	expect(cells.map(({ execution_count }) => execution_count)).toEqual(cells.map((_, i) => i + 1));
	const raised = ({ outputs }: Cell) => outputs.some(({ output_type }) => output_type === "error");
	const tagged = ({ metadata }: Cell) => metadata.tags?.includes("raises-exception") ?? false;
	expect(cells.filter(raised).map(({ id }) => id)).toEqual(cells.filter(tagged).map(({ id }) => id));
	expect(cells.flatMap(({ outputs }) => outputs).filter(({ name }) => name === "stderr")).toEqual([]);
});

test.each(editions)("%s/%s runs every row of the document's map that it declares", (language, name) => {
	const notebook = read(language, name);
	const run = new Set(codeOf(notebook).flatMap(({ metadata }) => metadata.attention_lab?.rows ?? []));
	expect([...run].sort()).toEqual([...notebook.metadata.attention_lab.rows].sort());
});

test.each(editions)("%s/%s names no folder of a machine and stores its maps small", (language, name) => {
	const text = readFileSync(file(language, name), "utf8");
	for (const folder of [ROOT, homedir(), "/home/", "/Users/"]) expect(text).not.toContain(folder);
	const maps = codeOf(read(language, name)).flatMap(({ outputs }) => outputs.filter(({ data }) => data?.[MAP]));
	expect(maps.length).toBeGreaterThan(0);
	for (const map of maps) expect(Buffer.byteLength(JSON.stringify(map))).toBeLessThanOrEqual(50_000);
});

/** The code's tokens, without comments and without what texts say. */
function tokens({ source }: Cell): string[] {
	const file = ts.createSourceFile("cell.ts", source.join(""), ts.ScriptTarget.Latest, true);
	const isText = (node: ts.Node) => ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node);
	const walk = (node: ts.Node): string[] => {
		const parts = node.getChildren(file).filter((part) => !ts.isJSDoc(part));
		return parts.length > 0 ? parts.flatMap(walk) : [isText(node) ? "text" : node.getText(file)];
	};
	return walk(file);
}
