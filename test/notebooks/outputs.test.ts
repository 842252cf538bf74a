import { call } from "./tools";

const MAP = "application/vnd.attention-lab.map.v1+json";
const cell = (id: string, source: string, tags: string[], ...outputs: object[]) => ({
	cell_type: "code",
	id,
	source,
	metadata: { tags },
	execution_count: null,
	outputs,
});
const said = (text: string) => ({ output_type: "stream", name: "stdout", text });
const take = (fresh: object[], ran: object[], stored: object[]) =>
	call<{ cells: { execution_count: number; outputs: object[] }[] }>(
		"outputs",
		"takeOutputs",
		{ cells: fresh },
		{ cells: ran },
		{ cells: stored },
	).cells;

test("cells are counted from one and take what was just said", () => {
	const cells = take(
		[cell("a", "1", []), cell("b", "2", [])],
		[
			cell("a", "1", [], said("x")),
			cell("b", "2", [], { output_type: "execute_result", execution_count: 7, data: {} }),
		],
		[],
	);
	expect(cells.map(({ execution_count }) => execution_count)).toEqual([1, 2]);
	expect(cells[1].outputs).toEqual([{ output_type: "execute_result", execution_count: 2, data: {} }]);
});

test("a volatile cell keeps what is stored while its source is the same", () => {
	const [ran, stored] = [said("3 ms"), said("2 ms")];
	const outputs = (source: string, tags: string[]) =>
		take([cell("a", "1", tags)], [cell("a", "1", tags, ran)], [cell("a", source, tags, stored)])[0].outputs;
	expect(outputs("1", ["volatile"])).toEqual([stored]);
	expect(outputs("2", ["volatile"])).toEqual([ran]);
	expect(outputs("1", [])).toEqual([ran]);
});

test("what no two runs share is left out: a map's handle, the seconds of a progress bar", () => {
	const bar = (end: string) => ({
		"text/html": `<progress value="3"></progress> 3/3${end}`,
		"text/plain": `3/3${end}`,
	});
	const [taken] = take(
		[cell("a", "1", [])],
		[
			cell(
				"a",
				"1",
				[],
				{ output_type: "display_data", data: { [MAP]: { version: 1, handle: "abc" } }, transient: {} },
				{ output_type: "display_data", data: bar(" in 1.6 s") },
				{ output_type: "display_data", data: bar(" in 1:46 min") },
			),
		],
		[],
	);
	expect(taken.outputs).toEqual([
		{ output_type: "display_data", data: { [MAP]: { version: 1 } } },
		{ output_type: "display_data", data: bar("") },
		{ output_type: "display_data", data: bar("") },
	]);
});
