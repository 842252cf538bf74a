import ts from "typescript";
import type { Bench } from "../../../kernel/compiler/bench";
import { faultOf } from "../../../kernel/compiler/diagnostics";

const bench = { isEarlier: () => false } as unknown as Bench;
const PLACE = { cell: "cell [7]", bench, linesAbove: 0, folder: "/" };

test("what this Node lacks is called so, instead of an option that cannot help", () => {
	const file = ts.createSourceFile("/c.ts", "Promise.withResolvers", ts.ScriptTarget.Latest);
	const hint = "Do you need to change your target library? Try changing the 'lib' compiler option to";
	const fault = (name: string, library: string) => {
		const messageText = `Cannot find '${name}'. ${hint} ${library}.`;
		return faultOf(
			[{ category: ts.DiagnosticCategory.Error, code: 2550, file, start: 8, length: 13, messageText }],
			PLACE,
		);
	};
	const { evalue, traceback } = fault("withResolvers", "'es2024' or later");
	expect(evalue).toBe(
		`Cannot find 'withResolvers'. It came with es2024, and Node ${process.versions.node} does not have it.`,
	);
	expect(traceback[0]).toContain(`:1:9 - error TS2550: ${evalue}\n`);
	expect(fault("document", "include 'dom'").evalue).toContain("include 'dom'");
});
