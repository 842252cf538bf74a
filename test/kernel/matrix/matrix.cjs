/**
 * The table "Beside other kernels" of kernel/README.md, made from matrix.json: each Y of ours names the tests that show
 * it. To add a row, add it there, run `npm run bench -- matrix --write`, and see that the tests it names pass.
 */
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const { rows, others } = JSON.parse(readFileSync(join(__dirname, "matrix.json"), "utf8"));
/** What needs no test to show it. */
const NOTHING = /^[N?]$/;

/** The table as Markdown. */
function table() {
	const line = (cells) => `| ${cells.join(" | ")} |`;
	return [
		line(["feature", "ours", "shown by", ...others]),
		`|${"---|".repeat(3 + others.length)}`,
		...rows.map(({ feature, ours, others: theirs }) =>
			line([feature, ours.map(({ says }) => says).join(" / "), shownBy(ours), ...theirs]),
		),
	].join("\n");
}

function shownBy(ours) {
	const files = ours.flatMap(({ tests }) => tests.map((test) => test.split(": ")[0].replace(/\.test\.ts$/, "")));
	return [...new Set(files)].map((file) => `\`${file}\``).join(", ");
}

/**
 * What is wrong with our column: a claim without a test, a test that is not there or did not pass.
 * @param passed - Tests that ran and passed, as matrix.json names them.
 */
function faults(passed) {
	return rows.flatMap(({ feature, ours }) =>
		ours.flatMap(({ says, tests }) => [
			...(tests.length === 0 && !NOTHING.test(says) ? [`${feature}: "${says}" must name a test, got none`] : []),
			...(tests.length > 0 && NOTHING.test(says) ? [`${feature}: "${says}" must name no test, got ${tests}`] : []),
			...tests.filter((test) => !passed.has(test)).map((test) => `${feature}: must have run and passed: ${test}`),
		]),
	);
}

/** Names of the tests that passed: from jest's JSON report and the words of `conformance.py -v`. */
function passedTests(jestReport, conformance) {
	const unit = jestReport.testResults.flatMap(({ name, assertionResults }) =>
		assertionResults
			.filter(({ status }) => status === "passed")
			.map(({ fullName }) => `${name.replaceAll("\\", "/").replace(/^.*\/test\/kernel\//, "")}: ${fullName}`),
	);
	const python = [...conformance.matchAll(/^(test_\w+) \(__main__\.(\w+).*\) \.\.\. ok$/gm)].map(
		([, test, suite]) => `conformance.py: ${suite}.${test}`,
	);
	return new Set([...unit, ...python]);
}

module.exports = { faults, passedTests, rows, table };
