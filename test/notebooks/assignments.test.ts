/** Assignments: what their sources must hold, and that students get them without solutions and hidden tests. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { call } from "./tools";

const FOLDER = join(__dirname, "..", "..", "notebooks", "assignments");
const names = readdirSync(FOLDER)
	.filter((name) => name.endsWith(".md"))
	.map((name) => name.replace(/\.md$/, ""));
const editions = names.flatMap((name) => ["en", "zh"].map((language) => [language, name] as const));

interface Cell {
	cell_type: string;
	source: string[];
	metadata: { nbgrader: { grade_id: string; points?: number; solution: boolean; locked: boolean } };
}
const cellsOf = (kind: string, language: string, name: string): Cell[] =>
	JSON.parse(readFileSync(join(FOLDER, language, kind, name.split("-")[0], `${name}.ipynb`), "utf8")).cells;
const text = ({ source }: Cell): string => source.join("");

/** What nbgrader makes of a cell. */
const handedOut = (source: string): string =>
	source
		.replace(
			/^([ \t]*)\/\/ BEGIN SOLUTION\n[\s\S]*?\/\/ END SOLUTION$/m,
			'$1// YOUR CODE HERE\n$1throw new Error("not implemented");',
		)
		.replace(/^[ \t]*\/\/ BEGIN HIDDEN TESTS\n[\s\S]*?\/\/ END HIDDEN TESTS$\n?/gm, "")
		.trimEnd();

test("there are the eight of the syllabus, of 190 points", () => {
	expect(names.map((name) => name.slice(0, 2))).toEqual(["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8"]);
	const points = names.map(
		(name) => call<{ points: number }>("assignment", "readAssignment", join(FOLDER, `${name}.md`)).points,
	);
	expect(points).toEqual([20, 25, 25, 30, 20, 25, 20, 25]);
});

test.each(editions)("%s/%s is handed out as its source says, without what is not for students", (language, name) => {
	const [source, release] = ["source", "release"].map((kind) => cellsOf(kind, language, name));
	expect(release.map(({ metadata }) => metadata.nbgrader.grade_id)).toEqual(
		source.map(({ metadata }) => metadata.nbgrader.grade_id),
	);
	for (const [i, cell] of release.entries()) expect(text(cell).trimEnd()).toBe(handedOut(text(source[i])));
	const all = release.map(text).join("\n");
	expect(all).not.toMatch(/BEGIN SOLUTION|HIDDEN TESTS/);
	expect(all).toContain("not implemented");
	expect(source.map(text).join("\n")).toMatch(/BEGIN HIDDEN TESTS/);
});

const HEAD = "---\nen: A\nzh: 甲\nlesson: 04\npoints: 5\nabout: {{a | 甲}}\n---\n";
const ANSWER = "```ts f answer\n// BEGIN SOLUTION\nconst f = 1;\n// END SOLUTION\n```\n";
const TEST = "```ts t points=5\nif (f !== 1) throw new Error('f');\n```\n";

test.each([
	["points that do not add up", HEAD + ANSWER + TEST.replace("5", "4"), "must add up to 5, got 4"],
	[
		"an answer without a solution",
		HEAD + ANSWER.replace("END SOLUTION", "END") + TEST,
		"an answer, and only that, must have",
	],
	[
		"hidden tests without points",
		`${HEAD}${ANSWER}${TEST}\`\`\`ts h\n// BEGIN HIDDEN TESTS\n// END HIDDEN TESTS\n\`\`\`\n`,
		"must stand in a cell with points",
	],
	[
		"a wrong answer for no cell",
		`${HEAD}${ANSWER}${TEST}\`\`\`ts mutant=g name=x marks=1\n2;\n\`\`\`\n`,
		'must replace an answer cell, got "g"',
	],
	[
		"a wrong answer with all marks",
		`${HEAD}${ANSWER}${TEST}\`\`\`ts mutant=f name=x marks=5\n2;\n\`\`\`\n`,
		"marks must be from 0 to below 5, got 5",
	],
])("%s is refused", (_, source, what) => {
	expect(() => call("assignment", "parseAssignment", source, "G1-x")).toThrow(what);
});
