/** Notebook files: written as Jupyter writes them, read back as they were. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call } from "./tools";

const folder = mkdtempSync(join(tmpdir(), "notebook-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("texts stand in lines in the file and in one piece in memory; a figure's own lists stay lists", () => {
	const data = {
		"text/plain": "one\ntwo",
		"application/vnd.plotly.v1+json": { data: [{ text: ["a", "b"], source: ["x"] }] },
	};
	const cells = [
		{ cell_type: "markdown", id: "a", metadata: {}, source: "# A\n\nb" },
		{ cell_type: "code", id: "b", metadata: {}, outputs: [{ output_type: "display_data", data }], source: "1;\n2;" },
		{ cell_type: "code", id: "c", metadata: {}, outputs: [{ output_type: "stream", text: "x\ny\n" }], source: "" },
	];
	const file = join(folder, "x.ipynb");
	writeFileSync(file, call<string>("notebook", "format", { cells }));
	const written = JSON.parse(readFileSync(file, "utf8")).cells;
	expect(written[0].source).toEqual(["# A\n", "\n", "b"]);
	expect(written[1].outputs[0].data["text/plain"]).toEqual(["one\n", "two"]);
	expect(written[1].outputs[0].data["application/vnd.plotly.v1+json"].data[0]).toEqual({
		text: ["a", "b"],
		source: ["x"],
	});
	expect(written[2].outputs[0].text).toEqual(["x\n", "y\n"]);
	expect(call("notebook", "readNotebook", file)).toEqual({ cells });
});
