import { call, lessonText } from "./tools";

const parse = (body?: string) => call<{ parts: { id: string }[] }>("lesson", "parseLesson", lessonText(body), "07-x");
const PROSE = ":::en\nHi.\n:::\n:::zh\n你好。\n:::\n";
const CELLS = "```ts one rows=1.1-a,1.1-b\n1\n```\n";

test("a lesson has its title, rows and parts in order, prose named after the cell above it", () => {
	expect(parse()).toMatchObject({
		number: "07",
		title: { en: "Counting", zh: "数数" },
		budget: 20,
		rows: ["1.1-a", "1.1-b"],
		parts: [
			{ kind: "prose", id: "start-text", text: { en: "Count to two.", zh: "数到二。" } },
			{ kind: "code", id: "one", rows: ["1.1-a"], tags: [] },
			{ kind: "code", id: "two", rows: ["1.1-b"], tags: ["holds"] },
		],
	});
	expect(parse(`${CELLS}${PROSE}`).parts.map(({ id }) => id)).toEqual(["one", "one-text"]);
});

test.each([
	[
		"prose in one language",
		":::en\nHi.\n:::\n",
		'07-x.md:8: ":::en" must be followed by its ":::zh", got en, no prose',
	],
	["Chinese first", ":::zh\n你好。\n:::\n:::en\nHi.\n:::\n", '":::en" must be followed by its ":::zh", got zh, en'],
	[
		"bold that Markdown leaves as stars",
		":::en\nHi.\n:::\n:::zh\n**看：**好\n:::\n",
		'bold must end before its punctuation, got "**看：**好"',
	],
	["a third language", ":::fr\nSalut.\n:::\n", 'prose must be en or zh, got "fr"'],
	["an open block", ":::en\nHi.\n", 'the block must end with ":::"'],
	["an empty block", ":::en\n:::\n", "a block must not be empty"],
	["text outside a block", "Hi.\n", 'text must stand in a ":::en", ":::zh" or "```ts" block, got "Hi."'],
	[
		"a cell without a row's run",
		"```ts one rows=1.1-a\n1\n```\n",
		"every row must be run by a cell, got none for 1.1-b",
	],
	["a row that is not declared", `${CELLS}\`\`\`ts two rows=9.9\n2\n\`\`\`\n`, "must be in the front matter, got 9.9"],
	["an id used twice", CELLS + CELLS, 'a cell id must be used once, got "one" again'],
	["an id that Jupyter refuses", "```ts One! rows=1.1-a\n1\n```\n", 'lower-case words joined by "-", got "One!"'],
	["an unknown word at a fence", "```ts one colour=red\n1\n```\n", 'a cell takes rows= and tags=, got "colour=red"'],
	[
		"an exercise nobody can solve",
		`${CELLS}\`\`\`ts sum tags=exercise\n0\n\`\`\`\n`,
		'exercise "sum" must have a solution',
	],
	[
		"a solution to nothing",
		`${CELLS}\`\`\`ts solution=sum\n0\n\`\`\`\n`,
		'solution "sum" must belong to a cell tagged',
	],
	["code in one language", "```ts one\nconst a = {{one}};\n```\n", 'both languages must be "{{English | 中文}}"'],
])("%s is refused by name and line", (_, body, message) => {
	expect(() => parse(body)).toThrow(message);
});

test("the front matter is complete and a budget is a number", () => {
	const without = (line: string) => call("lesson", "parseLesson", lessonText().replace(line, ""), "07-x");
	expect(() => without("zh: 数数\n")).toThrow('front matter must have "zh"');
	expect(() => call("lesson", "parseLesson", lessonText().replace("20", "soon"), "07-x")).toThrow(
		"budget must be a number of seconds above zero",
	);
});

test("code speaks one language, and braces of its own survive", () => {
	const code = [
		"a = 1; // {{one | 一}}",
		`"{{slope \${s.toFixed(2)} | 斜率 \${s.toFixed(2)}}}"`,
		"x = {{[1] | [2]}}, a | b",
	];
	const speak = (language: string) => code.map((line) => call<string>("speak", "speak", line, language));
	expect(speak("en")).toEqual(["a = 1; // one", `"slope \${s.toFixed(2)}"`, "x = [1], a | b"]);
	expect(speak("zh")).toEqual(["a = 1; // 一", `"斜率 \${s.toFixed(2)}"`, "x = [2], a | b"]);
});

test("shapes stand below each other within a paragraph, whatever the language's width", () => {
	const align = (...lines: string[]) => call<string>("align", "align", lines.join("\n")).split("\n");
	expect(align("a = 1;  // [L]", "\tlonger();  // [L, D]", "plain();")).toEqual([
		"a = 1;         // [L]",
		"\tlonger();  // [L, D]",
		"plain();",
	]);
	expect(align('"中文";  // [L]', '"word";  // [D]', "", "b;  // [S]")).toEqual([
		'"中文";  // [L]',
		'"word";  // [D]',
		"",
		"b;  // [S]",
	]);
});

test("code wider than a notebook is refused, except what checks and verdicts say", () => {
	const wide = `${"x".repeat(80)} // {{one | 一二三四五六七}}`;
	expect(() => parse(`${PROSE}\`\`\`ts one rows=1.1-a,1.1-b\n1\n${wide}\n\`\`\`\n`)).toThrow(
		"07-x.md:16: code must fit 92 columns, got 98 (zh)",
	);
	expect(parse(`${CELLS}\`\`\`ts two tags=ledger\n${wide}\n\`\`\`\n`).parts).toHaveLength(2);
});
