import { Client } from "./client";

let client: Client;
beforeAll(async () => {
	client = await Client.start();
});
afterAll(() => client.close());

const data = (cell: { of(type: string): { content: Record<string, unknown> }[] }, type = "execute_result") =>
	cell.of(type).map(({ content }) => content.data as Record<string, unknown>);

describe("values", () => {
	test("a tensor is text with its range and a table", async () => {
		const [shown] = data(await client.run("tf.tensor2d([[1, NaN, 3], [4, 5, 7]])"));
		expect(shown["text/plain"]).toBe(
			"Tensor float32 [2,3] · min 1, max 7, mean 4, 1 NaN\n[[  1, NaN,   3],\n [  4,   5,   7]]".replace(
				/ {2}(?=\d)/g,
				"  ",
			),
		);
		expect(shown["text/html"]).toContain("<td>NaN</td>");
	});

	test("what is printed alone is printed in full, what is a part in one line", async () => {
		const cell = await client.run(`
			const t = tf.range(0, 12).reshape([3, 4]);
			console.log(t);
			console.log("small", tf.ones([2]), { t, pair: tf.ones([2, 2]), c: tf.complex([1], [2]) });
			console.log(tf.variable(tf.ones([1]), true, "w"));
		`);
		expect(cell.text()).toBe(
			[
				"Tensor float32 [3,4]",
				"[[ 0,  1,  2,  3],",
				" [ 4,  5,  6,  7],",
				" [ 8,  9, 10, 11]]",
				"small Tensor float32 [2] [1, 1] {",
				"  t: Tensor float32 [3,4],",
				"  pair: Tensor float32 [2,2] [[1, 1], [1, 1]],",
				"  c: Tensor complex64 [1] [1 + 2i]",
				"}",
				'Variable "w" float32 [1] [1]',
				"",
			].join("\n"),
		);
	});

	test("a model is a table of its layers, a layer and a dataset are a line", async () => {
		const [shown] = data(
			await client.run(`const model = tf.sequential({ name: "two", layers: [
				tf.layers.dense({ name: "first", units: 500, inputShape: [3] }),
				tf.layers.dense({ name: "second", units: 1, trainable: false }),
			] }); model`),
		);
		expect(shown["text/plain"]).toBe(
			[
				'Sequential "two" of 2 layers',
				"layer   type   output shape  parameters",
				"──────  ─────  ────────────  ──────────",
				"first   Dense  [null,500]          2000",
				"second  Dense  [null,1]             501",
				"2,501 parameters, 2,000 trainable",
			].join("\n"),
		);
		expect(shown["text/html"]).toContain("<b>Sequential &#34;two&#34; of 2 layers</b>");
		expect(shown["text/html"]).toContain("2,501 parameters, 2,000 trainable");
		const cell = await client.run(`
			let pulled = 0;
			const numbers = tf.data.generator(function* () { pulled++; yield 1; });
			console.log({ model, dense: tf.layers.dense({ name: "open", units: 1 }) });
			console.log(numbers, tf.data.array([1, 2, 3]).batch(2), tf.data.array([1]).repeat(), pulled);
		`);
		expect(cell.text()).toBe(
			[
				"{",
				'  model: Sequential "two", output [null,1], 2,501 parameters,',
				'  dense: Dense "open", not built yet',
				"}",
				"Dataset of an unknown number of elements Dataset of 2 elements Dataset of endlessly many elements 0",
				"",
			].join("\n"),
		);
	});

	test("training says how it goes, and nothing on stderr", async () => {
		const cell = await client.run(`
			const line = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
			line.compile({ loss: "meanSquaredError", optimizer: "sgd" });
			await line.fit(tf.tensor2d([[1], [2]]), tf.tensor2d([[1], [2]]), { epochs: 2 });
			attention.backendReport().name`);
		expect(cell.text("stderr")).toBe("");
		expect(cell.text()).toMatch(
			cell.result === "'tensorflow'" ? /^Epoch 1 \/ 2\n.*loss=.*\nEpoch 2 \/ 2\n.*loss=.*\n$/ : /^$/,
		);
	});

	test("numbers and strings are text alone", async () => {
		for (const [code, text] of [
			["0.1 + 0.2", "0.30000000000000004"],
			["'a'", "'a'"],
			["tf.scalar(0.5).dataSync()[0]", "0.5"],
		]) {
			expect(data(await client.run(code))).toEqual([{ "text/plain": text }]);
		}
	});

	test("maps, sets, class instances and typed arrays say what they are", async () => {
		expect((await client.run("new Map([['a', new Set([1])]])")).result).toBe("Map(1) { 'a' => Set(1) { 1 } }");
		expect((await client.run("class Point { x = 1; #y = 2 }\nnew Point()")).result).toBe("Point { x: 1 }");
		expect((await client.run("new Uint8Array([1, 2])")).result).toBe("Uint8Array(2) [ 1, 2 ]");
	});

	test("promises and timers say nothing of Node's bookkeeping", async () => {
		const list = "[Promise.resolve({ a: [1] }), Promise.reject(new Error('no')).catch(() => 2), new Promise(() => {})]";
		expect((await client.run(list)).result).toBe("[ Promise { { a: [ 1 ] } }, Promise { 2 }, Promise { <pending> } ]");
		expect((await client.run(`console.log(${list}[0])`)).text()).toBe("Promise { { a: [ 1 ] } }\n");
		expect((await client.run("const t = setTimeout(() => {}, 50); t")).result).toBe("Timeout of 50 ms");
		expect((await client.run("clearTimeout(t); [t, setImmediate(() => {})]")).result).toBe(
			"[ Timeout (over), Immediate ]",
		);
		expect(
			(await client.run("Object.keys(Promise.prototype).length + Object.keys(await Promise.resolve({})).length"))
				.result,
		).toBe("0");
	});

	test("an object whose getters throw breaks nothing", async () => {
		const cell = await client.run(
			"({ get data(): number { throw new Error('no') }, get dtype(): number { throw 1 } })",
		);
		expect(cell.reply.status).toBe("ok");
		expect(cell.result).toContain("[Getter]");
	});

	test("an error as a value names the cell's line and its cause", async () => {
		const cell = await client.run("new Error('outer', { cause: new Error('inner') })");
		expect(cell.result).toMatch(/^Error: outer\n> 1 \| new Error.*Caused by: Error: inner/s);
		expect(cell.result).not.toContain("node:internal");
	});
});

describe("display", () => {
	test("tables of objects, and of lists below a head", async () => {
		const [first, second, third] = data(
			await client.run(
				`display.table([{ b: 1, a: "x" }], { columns: ["a", "b"] });
				display.table(["头", "n"], [["一", 1], ["二", 23]]);
				display.table(["p", "q"], tf.tensor2d([[1, 2]]));`,
			),
			"display_data",
		);
		expect(first["text/plain"]).toBe("a  b\n─  ─\nx  1");
		expect(first["text/html"]).toContain("<th>b</th>");
		expect(second["text/plain"]).toBe("头   n\n──  ──\n一   1\n二  23");
		expect(third["text/plain"]).toBe("p  q\n─  ─\n1  2");
		const { reply } = await client.run("display.table([1] as any)");
		expect(reply.evalue).toBe("display.table: a row must be an object or a list, got 1");
	});

	test("every form has words for a front end that draws nothing", async () => {
		const cell = await client.run(`
			display.html("<style>b { color: red }</style><p>one <b>two</b></p>"); display.html("<hr>");
			display.svg("<svg/>"); display.png("iVBORw0KGgo="); display.json({ a: [1] }); display.latex("$x$");`);
		expect(data(cell, "display_data").map((forms) => forms["text/plain"])).toEqual([
			...["one two", "HTML", "SVG picture", "PNG picture", "{ a: [ 1 ] }", "$x$"],
		]);
	});

	test("vega, as JupyterLab knows it", async () => {
		const cell = await client.run("display.vega({ mark: 'bar', data: { values: [] } }); display.vega('[]')");
		expect(data(cell, "display_data")).toEqual([
			{
				"application/vnd.vegalite.v5+json": { mark: "bar", data: { values: [] } },
				"text/plain": "Vega-Lite chart",
			},
		]);
		expect(cell.reply.evalue).toBe("display.vega: a specification must be an object, got []");
	});
});

describe("console", () => {
	test("everything of it arrives, in order", async () => {
		const cell = await client.run(`
			console.group("outer");
			console.log("one\\ntwo");
			console.group();
			console.info({ a: 1 });
			console.groupEnd();
			console.groupEnd();
			console.count("n"); console.count("n"); console.countReset("n"); console.count("n");
			console.dir({ a: { b: { c: {} } } }, { depth: 0 });
			console.table([{ a: 1, b: "x" }]);
			console.assert(true, "never");
			console.log("%s is %d", "x", 3);
		`);
		expect(cell.text()).toBe(
			[
				"outer",
				"  one",
				"  two",
				"    { a: 1 }",
				"n: 1",
				"n: 2",
				"n: 1",
				"{ a: [Object] }",
				"┌─────────┬───┬─────┐",
				"│ (index) │ a │ b   │",
				"├─────────┼───┼─────┤",
				"│ 0       │ 1 │ 'x' │",
				"└─────────┴───┴─────┘",
				"x is 3",
				"",
			].join("\n"),
		);
		expect(cell.text("stderr")).toBe("");
	});

	test("a table of a tensor holds its numbers", async () => {
		const rows = (code: string) =>
			client.run(code).then((cell) =>
				cell
					.text()
					.match(/\d+(?= )/g)
					?.join(),
			);
		expect(await rows("console.table(tf.tensor2d([[11, 13], [17, 19]]))")).toBe("0,1,0,11,13,1,17,19");
		expect(await rows("console.table(tf.tensor1d([23]), undefined)")).toBe("0,23");
	});

	test("both streams keep their order, and displays stand between", async () => {
		const cell = await client.run(
			"console.log('a'); console.assert(1 > 2, 'b'); display.html('<i>c</i>'); console.error('d'); console.log('e');",
		);
		expect(
			cell.heard
				.filter(({ header }) => /^(stream|display_data)$/.test(header.msg_type))
				.map(({ content }) => content.text ?? "display"),
		).toEqual(["a\n", "Assertion failed: b\n", "display", "d\n", "e\n"]);
	});

	test("a timer runs on into the next cell, a group does not", async () => {
		await client.run("console.time('t'); console.group('open'); throw new Error('in the group')");
		const cell = await client.run("console.log('left'); console.timeLog('t'); console.timeEnd('t');");
		expect(cell.text()).toMatch(/^left\nt: [\d.:]+ ?m?s.*\nt: [\d.:]+ ?m?s.*\n$/);
		expect(cell.text("stderr")).toBe("");
	});
});
