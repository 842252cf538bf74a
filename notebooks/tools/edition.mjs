/** One language of a lesson, as a notebook. */
import { align } from "./align.mjs";
import { cellOfRow } from "./document-map.mjs";
import { speak } from "./speak.mjs";

const WORDS = {
	en: { other: "中文版", document: "Document", rows: "rows of its map", next: "Next", previous: "Back", sep: ", " },
	zh: { other: "English", document: "文档", rows: "对应条目", next: "下一课", previous: "上一课", sep: "、" },
};

/** @param neighbours - `{previous, next}`: lessons or undefined. */
export function edition(lesson, language, neighbours = {}) {
	const cells = [
		markdown("edition", header(lesson, language)),
		...lesson.parts.map((part) => cell(part, language)),
		...footer(neighbours, language),
	];
	return {
		cells,
		metadata: {
			attention_lab: { budget: lesson.budget, language, lesson: lesson.number, rows: lesson.rows },
			kernelspec: { display_name: "TypeScript (Attention Lab)", language: "typescript", name: "attention-lab" },
			language_info: {
				file_extension: ".ts",
				mimetype: "text/typescript",
				name: "typescript",
			},
			title: lesson.title[language],
		},
		nbformat: 4,
		nbformat_minor: 5,
	};
}

function cell(part, language) {
	if (part.kind === "prose") return markdown(part.id, part.text[language]);
	const metadata = {};
	if (part.rows.length) metadata.attention_lab = { rows: part.rows };
	if (part.tags.length) metadata.tags = part.tags;
	return {
		cell_type: "code",
		execution_count: null,
		id: part.id,
		metadata,
		outputs: [],
		source: align(speak(part.text, language)),
	};
}

function markdown(id, source) {
	return { cell_type: "markdown", id, metadata: {}, source };
}

function header(lesson, language) {
	const words = WORDS[language];
	const other = language === "en" ? "zh" : "en";
	const rows = lesson.rows.map((row) => `[${row}](document.ipynb#cell-id=${cellOfRow(row)})`).join(words.sep);
	return [
		`# ${lesson.number} · ${lesson.title[language]}`,
		"",
		`[${words.other}](../${other}/${lesson.name}.ipynb) · ${words.document} ${lesson.document} · ${words.rows}: ${rows}`,
	].join("\n");
}

function footer({ previous, next }, language) {
	const words = WORDS[language];
	const link = (word, lesson) => `${word}: [${lesson.number} · ${lesson.title[language]}](${lesson.name}.ipynb)`;
	const links = [previous && link(words.previous, previous), next && link(words.next, next)].filter(Boolean);
	return links.length ? [markdown("neighbours", `---\n${links.join(" · ")}`)] : [];
}
