import * as fs from "node:fs";
import * as path from "node:path";

interface Matrix {
	rows: { feature: string; ours: { says: string; tests: string[] }[]; others: string[] }[];
	table(): string;
	faults(passed: ReadonlySet<string>): string[];
	passedTests(report: object, conformance: string): Set<string>;
}

const matrix: Matrix = require("./matrix/matrix.cjs");
const claimed = matrix.rows.flatMap(({ ours }) => ours.flatMap(({ tests }) => tests));

test("the table in kernel/README.md is what the script writes", () => {
	const readme = fs.readFileSync(path.resolve(__dirname, "..", "..", "kernel", "README.md"), "utf8");
	const [, section] = readme.split("\n## Beside other kernels\n");
	expect(section.match(/^\|.*$/gm)?.join("\n")).toBe(matrix.table());
});

test("each row is whole, and names tests of files that are there", () => {
	const [head] = matrix.table().split("\n");
	for (const line of matrix.table().split("\n")) {
		expect([line, line.split("|").length]).toEqual([line, head.split("|").length]);
	}
	for (const name of claimed) {
		expect([name, fs.existsSync(path.join(__dirname, name.split(": ")[0]))]).toEqual([name, true]);
	}
});

test("a claim counts when its test ran and passed, and only then", () => {
	expect(matrix.faults(new Set(claimed))).toEqual([]);
	const [first] = claimed;
	const left = new Set(claimed.filter((name) => name !== first));
	expect(matrix.faults(left)).toContain(`${matrix.rows[0].feature}: must have run and passed: ${first}`);
});

test("passed tests are read from the reports of jest and of Python", () => {
	const report = {
		testResults: [
			{
				name: "/home/a/test/kernel/compiler/a.test.ts",
				assertionResults: [
					{ status: "passed", fullName: "group does" },
					{ status: "failed", fullName: "group fails" },
					{ status: "pending", fullName: "group waits" },
				],
			},
		],
	};
	const conformance = [
		"test_one (__main__.SomeTests.test_one) ... ok",
		"test_two (__main__.SomeTests.test_two) ... FAIL",
		"test_three (__main__.SomeTests.test_three) ... skipped 'why'",
	].join("\n");
	expect([...matrix.passedTests(report, conformance)]).toEqual([
		"compiler/a.test.ts: group does",
		"conformance.py: SomeTests.test_one",
	]);
});
