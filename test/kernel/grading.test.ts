/** nbgrader, as a teacher runs it, with the configuration that the Python package ships. */
import * as path from "node:path";
import { type CodeCell, Folder } from "./frontends/notebook";

let folder: Folder;
beforeEach(() => {
	folder = new Folder();
	folder.writeText(
		"nbgrader_config.py",
		"import attention_lab\nc = get_config()\nload_subconfig(attention_lab.NBGRADER_CONFIG)\n",
	);
	folder.writeText(
		"autotests.yml",
		`attention-lab:
  dispatch: "typeof ({{snippet}})"
  normalize: "String({{snippet}})"
  check: 'if ({{snippet}} !== \`{{value}}\`) throw new Error("{{message}}");'
  templates:
    default: [{ test: "{{snippet}}", fail: "{{snippet}} is wrong" }]
`,
	);
});
afterEach(() => folder.remove());

async function nbgrader(command: string): Promise<void> {
	const { code, stderr } = await folder.grading("-m", "nbgrader", command, "ps1");
	expect([code, stderr]).toEqual([0, expect.not.stringContaining("ERROR")]);
}

function cell(grade_id: string, source: string, points?: number): CodeCell {
	const isTest = points !== undefined;
	const mark = {
		schema_version: 3,
		grade_id,
		cell_type: "code",
		task: false,
		locked: isTest,
		grade: isTest,
		solution: !isTest,
	};
	return { source, metadata: { nbgrader: isTest ? { ...mark, points } : mark } };
}

const COURSE = [
	cell("twice", "/// BEGIN SOLUTION\nconst twice = (x: number) => 2 * x, label = 'the \"2\"';\n/// END SOLUTION"),
	cell("throws", "if (twice(3) !== 6) throw new Error('twice of 3');", 2),
	cell("partial", "twice(0.5) === 1 ? 1.5 : 0", 3),
	cell("tensor", "if (tf.scalar(twice(2)).dataSync()[0] !== 4) throw new Error('tensor');", 5),
	cell("hidden", "/// BEGIN HIDDEN TESTS\nif (twice(-7) !== -14) throw new Error('hidden');\n/// END HIDDEN TESTS", 7),
	cell("generated", "// AUTOTEST twice(11); label", 11),
];

test("stubs replace solutions, hidden tests are hidden, and each answer gets the marks it earned", async () => {
	folder.write(path.join("source", "ps1", "ex.ipynb"), COURSE);
	await nbgrader("generate_assignment");
	const release = folder.read(path.join("release", "ps1", "ex.ipynb"));
	const source = release.map((part) => String([part.source].flat().join("")));
	expect(source[0]).toBe('// YOUR CODE HERE\nthrow new Error("not implemented");');
	expect(source[4]).toBe("");
	expect(source[5].match(/!== `.*`/g)).toEqual(["!== `22`", '!== `the "2"`']);

	const answers = {
		right: "const twice = (x: number) => x + x, label = 'the \"2\"';",
		wrong: "const twice = (x: number) => x * x, label = '';",
		mistyped: "const twice = (x: number): string => 2 * x;",
		untouched: source[0],
	};
	for (const [student, answer] of Object.entries(answers)) {
		folder.write(path.join("submitted", student, "ps1", "ex.ipynb"), [
			{ ...release[0], source: answer },
			...release.slice(1),
		]);
	}
	await nbgrader("autograde");
	const { stdout } = await folder.grading(path.join(__dirname, "..", "..", "notebooks", "tools", "marks.py"), "ps1");
	const none = { throws: 0, partial: 0, tensor: 0, hidden: 0, generated: 0 };
	expect(JSON.parse(stdout)).toEqual({
		right: { throws: 2, partial: 1.5, tensor: 5, hidden: 7, generated: 11 },
		wrong: { ...none, tensor: 5 },
		mistyped: none,
		untouched: none,
	});
}, 240_000);
