/** The runner on a real kernel: what passes, what fails, what it writes. */
import { existsSync, readFileSync } from "node:fs";
import { Course, lessonText, tool } from "./tools";

const FAULTY = `\`\`\`ts one rows=1.1-a
console.error("a warning");
\`\`\`
\`\`\`ts two rows=1.1-b tags=holds
1 === 1 + attention.backendReport().name.length;
\`\`\`
`;

test("a good lesson passes and is written, a faulty one fails by name and is not", () => {
	const course = new Course({
		"01-good": lessonText().replace("first + 1 === 2", "tf.scalar(first).add(1).dataSync()[0] === 2"),
		"02-faulty": lessonText(FAULTY),
	});
	const report = course.path("report.json");
	const { status, said } = tool("course", "--course", course.folder, "--language", "en", "--write", "--json", report);
	expect(said).toContain("1 of 2 notebooks passed");
	expect(status).toBe(1);
	expect(JSON.parse(readFileSync(report, "utf8")).notebooks).toMatchObject([
		{ name: "en/01-good", ok: true, faults: [] },
		{
			name: "en/02-faulty",
			ok: false,
			faults: [
				'one: must write nothing to stderr, got "a warning"',
				expect.stringMatching(/^two: must hold, said .*false/),
			],
		},
	]);
	const written = JSON.parse(readFileSync(course.path("en", "01-good.ipynb"), "utf8"));
	expect(written.cells.at(-2).outputs[0].data["text/plain"]).toEqual(["true"]);
	expect(existsSync(course.path("en", "02-faulty.ipynb"))).toBe(false);
	course.remove();
});

test("an unknown lesson, an unknown language and two wishes that exclude each other are refused", () => {
	const course = new Course({ "01-good": lessonText() });
	const refuse = (...args: string[]) => tool("course", "--course", course.folder, ...args);
	expect(refuse("05")).toEqual({ status: 1, said: "course: a lesson must be one of 01, got 05\n" });
	expect(refuse("--language", "fr").said).toBe("course: at least one notebook must be chosen, got language fr\n");
	expect(refuse("--write", "--solutions").said).toContain("--write must store what readers get, got --solutions");
	course.remove();
});
