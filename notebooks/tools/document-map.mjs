/** The map of the document as a notebook: every claim, section by section, its verdict and the cells that run it. */

const WORDS = {
	en: {
		title: "The document, section by section",
		intro: [
			"The course reads 《AI时代的注意力争夺战》 from its first line to its last. Here is all of it: the concepts as they",
			"really hang together, and below them each claim with its lines, its verdict and the cells that run it.",
		].join("\n"),
		other: "中文版",
		index: "Index of the lessons",
		concepts: "The concepts",
		caption: "**How to read it:** an arrow says *goes into*; the number is the lesson in which the step is built.",
		head: ["claim", "lines", "verdict", "where it runs"],
		open: "not yet",
		holds: "holds",
		wrong: "wrong",
		vague: "partly",
		dated: "dated",
		opinion: "opinion",
	},
	zh: {
		title: "文档地图：逐节对照",
		intro:
			"这门课把《AI时代的注意力争夺战》从第一行读到最后一行。全文都在这里：先是各个概念之间真正的关系，然后是每一条论断——第几行，判定如何，在哪些单元里运行。",
		other: "English",
		index: "课程目录",
		concepts: "概念之间的关系",
		caption: "**怎么看这张图**：箭头表示“送入”，数字是动手实现这一步的那一课。",
		head: ["论断", "行", "判定", "在哪里运行"],
		open: "尚无",
		holds: "成立",
		wrong: "错误",
		vague: "部分成立",
		dated: "过时",
		opinion: "观点",
	},
};

/** The concepts: what goes into what, and the lesson of each. */
const CONCEPTS = [
	["x", { en: "words, patches, frames", zh: "词、图块、帧" }, "07"],
	["q", { en: "queries Q", zh: "查询 Q" }, "05"],
	["k", { en: "keys K", zh: "键 K" }, "05"],
	["v", { en: "values V", zh: "值 V" }, "05"],
	["s", { en: "scores", zh: "注意力得分" }, "03"],
	["p", { en: "positions", zh: "位置" }, "02"],
	["m", { en: "mask", zh: "掩码" }, "02"],
	["a", { en: "weights (softmax)", zh: "注意力权重（softmax）" }, "04"],
	["o", { en: "weighted values", zh: "加权表示" }, "05"],
	["h", { en: "several heads", zh: "多头" }, "06"],
	["e", { en: "encoder and decoder", zh: "编码器-解码器" }, "08"],
	["b", { en: "a whole model", zh: "完整的模型" }, "16"],
];
const ARROWS = "x>q x>k x>v q>s k>s p>s m>a s>a a>o v>o o>h h>e h>b".split(" ").map((arrow) => arrow.split(">"));

export function documentMap(map, lessons, ledger, language) {
	const words = WORDS[language];
	const other = language === "en" ? "zh" : "en";
	const markdown = (id, source) => ({ cell_type: "markdown", id, metadata: {}, source });
	const cells = [
		markdown("title", `# ${words.title}\n\n${links(words, other, language)}\n\n${words.intro}`),
		markdown(
			"concepts",
			[`## ${words.concepts}`, graph(language), words.caption, ways(lessons, language)].join("\n\n"),
		),
		...map.sections.map((section) =>
			markdown(sectionId(section.id), sectionText(section, map.rows, lessons, ledger, language)),
		),
	];
	return {
		cells,
		metadata: {
			kernelspec: { display_name: "TypeScript (Attention Lab)", language: "typescript", name: "attention-lab" },
			language_info: { file_extension: ".ts", mimetype: "text/typescript", name: "typescript" },
			title: words.title,
		},
		nbformat: 4,
		nbformat_minor: 5,
	};
}

/** The section of a row: "0" is the opening, "9" the questions. */
function sectionOf(row) {
	return row.startsWith("0.") ? "0" : (/^\d\.\d/.exec(row)?.[0] ?? "9");
}

/** The id of the cell in which a row stands; lessons link to it. */
export function cellOfRow(row) {
	return sectionId(sectionOf(row));
}

function sectionId(section) {
	return `section-${section.replace(".", "-")}`;
}

function links(words, other, language) {
	const index = language === "en" ? "README.md" : "README.zh-CN.md";
	return `[${words.other}](../${other}/document.ipynb) · [${words.index}](../${index})`;
}

function graph(language) {
	const nodes = CONCEPTS.map(([id, name, lesson]) => `    ${id}["${name[language]}<br>${lesson}"]`);
	const arrows = ARROWS.map(([from, to]) => `    ${from} --> ${to}`);
	return ["```mermaid", "graph LR", ...nodes, ...arrows, "```"].join("\n");
}

/** The lessons that the concepts name; Jupyter draws the graph as a picture, in which no link works. */
function ways(lessons, language) {
	const named = new Set(CONCEPTS.map(([, , lesson]) => lesson));
	const links = lessons
		.filter(({ number }) => named.has(number))
		.map(({ number, name, title }) => `[${number} · ${title[language]}](${name}.ipynb)`);
	return links.join(" · ");
}

function sectionText(section, rows, lessons, ledger, language) {
	const words = WORDS[language];
	const lines = rows
		.filter((row) => sectionOf(row.id) === section.id)
		.map((row) => {
			const verdict = ledger.find((entry) => entry.row === row.id)?.verdict;
			const says = (language === "en" ? row.en : row.zh.replaceAll("$", "")).replaceAll("|", "\\|");
			return [`**${row.id}** ${says}`, row.lines, verdict ? words[verdict] : "–", where(row, lessons, words)];
		});
	const table = [words.head, words.head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`);
	const number = section.id === "0" ? "" : `${section.id} `;
	return [`## ${number}${section[language]} (L${section.line})`, "", ...table].join("\n");
}

/** Links to the cells that run a row. */
function where(row, lessons, words) {
	const lesson = lessons.find(({ rows }) => rows.includes(row.id));
	if (!lesson) return words.open;
	const cells = lesson.parts.filter((part) => part.rows?.includes(row.id)).map(({ id }) => id);
	const link = (id) => `[${id}](${lesson.name}.ipynb#cell-id=${id})`;
	return `[${lesson.number}](${lesson.name}.ipynb): ${cells.map(link).join(", ")}`;
}
