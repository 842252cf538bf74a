/** What stands around the lessons: no claim of the document without a lesson, no lesson without its line in the index. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { call } from "./tools";

const NOTEBOOKS = join(__dirname, "..", "..", "notebooks");
const read = <T>(name: string): T => JSON.parse(readFileSync(join(NOTEBOOKS, name), "utf8"));

interface Row {
	id: string;
	lesson: string;
}
interface Lesson {
	name: string;
	number: string;
	rows: string[];
	about?: string;
	picture?: string;
	parts: { kind: string; tags?: string[] }[];
}

const map = read<{ rows: Row[] }>("map.json");
const lessons = readdirSync(join(NOTEBOOKS, "lessons")).map((name) =>
	call<Lesson>("lesson", "readLesson", join(NOTEBOOKS, "lessons", name)),
);

test("each of the document's 134 claims is run by the one lesson that the syllabus names", () => {
	expect(map.rows).toHaveLength(134);
	const run = lessons.flatMap(({ number, rows }) => rows.map((id) => ({ id, lesson: number })));
	const byId = (a: Row, b: Row): number => (a.id < b.id ? -1 : 1);
	expect(run.sort(byId)).toEqual(map.rows.map(({ id, lesson }) => ({ id, lesson })).sort(byId));
});

test("there are 22 lessons, each with a sentence and a picture in the index of both languages", () => {
	expect(lessons.map(({ number }) => number)).toEqual(Array.from({ length: 22 }, (_, i) => `${i}`.padStart(2, "0")));
	for (const { number, name, about, picture } of lessons) {
		expect([number, about, picture]).toEqual([number, expect.stringMatching(/^\{\{.+ \| .+\}\}$/), expect.any(String)]);
		for (const language of ["en", "zh"]) {
			const shown = `${language}-${number}.png`;
			expect([shown, existsSync(join(NOTEBOOKS, "images", shown))]).toEqual([shown, true]);
			const index = readFileSync(join(NOTEBOOKS, language === "en" ? "README.md" : "README.zh-CN.md"), "utf8");
			expect(index).toContain(`<a href="${language}/${name}.ipynb"><img src="images/${shown}"`);
		}
	}
});

test("every claim has one verdict", () => {
	const ledger = read<{ row: string; lesson: string; verdict: string }[]>("ledger.json");
	expect(ledger.map(({ row }) => row).sort()).toEqual(map.rows.map(({ id }) => id).sort());
});

test("every link of the document's map leads to a cell that is there", () => {
	for (const language of ["en", "zh"]) {
		const { cells } = read<{ cells: { source: string[] }[] }>(`${language}/document.ipynb`);
		const text = cells.flatMap(({ source }) => source).join("");
		const links = [...text.matchAll(/\]\(([\w-]+)\.ipynb#cell-id=([\w-]+)\)/g)];
		expect(links.length).toBeGreaterThanOrEqual(map.rows.length);
		for (const [, name, id] of links) {
			const notebook = read<{ cells: { id: string }[] }>(`${language}/${name}.ipynb`);
			expect([name, id, notebook.cells.some((cell) => cell.id === id)]).toEqual([name, id, true]);
		}
	}
});
