/** The numbered index of the lessons, and the table of their results, as Markdown. */
import { speak } from "./speak.mjs";

const WORDS = {
	en: {
		title: "The course",
		intro: [
			"22 lessons follow one Chinese document, 《AI时代的注意力争夺战》, from its first line to its last: every claim runs,",
			"every formula is built by hand and checked, and what a model looks at is drawn. `npm run lab` opens them.",
		].join("\n"),
		other: "[中文](README.zh-CN.md)",
		map: "The document, section by section",
		results: "All results in one table",
		lessons: ["", "lesson", "", "in one sentence", "seconds"],
		assignments: "Assignments",
		graded: ["", "assignment", "in one sentence", "lesson", "points"],
		teacher: [
			"Students get the notebooks above; a test that fails says what must hold, and `npm run course -- --check FILE` tells",
			"which tests hold before anything is handed in. For teachers [assignments/en](assignments/en) is a course of nbgrader:",
			"`source` with solutions and hidden tests, its configuration, `release` as it is handed out.",
		].join("\n"),
		sources: "Sources and licences",
		data: [
			"Texts, dates, clicks, sounds and pictures are generated in the lessons from seeds. The digits are the test set of",
			"E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository, 1998 (CC BY 4.0).",
			"The real model is all-MiniLM-L6-v2 (Apache 2.0). Nothing is downloaded while a lesson runs. Papers are named where they",
			"are used, by author and year. The document is quoted line by line, for study.",
		].join("\n"),
	},
	zh: {
		title: "课程",
		intro:
			"22 课，从第一行到最后一行读完一篇文档《AI时代的注意力争夺战》：每条论断都运行一遍，每个公式都亲手写出来再核对，模型在看什么，都画成图。用 `npm run lab` 打开。",
		other: "[English](README.md)",
		map: "文档地图：逐节对照",
		results: "全部结果一览（英文）",
		lessons: ["", "课", "", "一句话", "秒"],
		assignments: "作业",
		graded: ["", "作业", "一句话", "对应的课", "分数"],
		teacher:
			"发给学生的就是上面这些作业本。没通过的测试会说明必须满足什么；交作业之前，`npm run course -- --check 文件` 会告诉学生哪些测试已经通过。对教师来说，[assignments/zh](assignments/zh) 就是一个现成的 nbgrader 课程：`source` 含答案和隐藏测试，配置也在里面，`release` 是发下去的版本。",
		sources: "数据来源与许可",
		data: "文本、日期、点击、声音和图片都由课程代码按固定种子生成。手写数字是 E. Alpaydin 与 C. Kaynak 的 *Optical Recognition of Handwritten Digits*（UCI 机器学习库，1998，CC BY 4.0）的测试集。真实模型是 all-MiniLM-L6-v2（Apache 2.0）。课程运行时不下载任何东西。论文在用到的地方注明作者和年份。文档逐行引用，供学习之用。",
	},
};

export function indexPage(lessons, assignments, language, hasPicture) {
	const words = WORDS[language];
	const rows = lessons.map((lesson) => {
		const file = `${language}/${lesson.name}.ipynb`;
		const picture = `${language}-${lesson.number}.png`;
		const shown = hasPicture(picture) ? `<a href="${file}"><img src="images/${picture}" width="180" alt=""></a>` : "";
		const about = speak(lesson.about ?? "", language);
		return [lesson.number, `[${lesson.title[language]}](${file})`, shown, about, lesson.budget];
	});
	const graded = assignments.map(({ assignment }) => {
		const { id, name, title, about, lesson, points } = assignment;
		const file = `assignments/${language}/release/${id}/${name}.ipynb`;
		return [id, `[${title[language]}](${file})`, speak(about, language), lesson, points];
	});
	return `${[
		`# ${words.title}`,
		words.other,
		words.intro,
		`[${words.map}](${language}/document.ipynb) · [${words.results}](RESULTS.md)`,
		table(words.lessons, rows),
		`## ${words.assignments}`,
		...(graded.length ? [table(words.graded, graded)] : []),
		words.teacher,
		`## ${words.sources}`,
		words.data,
	].join("\n\n")}\n`;
}

export function resultsPage(results, lessons) {
	const rows = results.map(({ lesson, row, measure, value, baseline, bound, holds }) => {
		const { name } = lessons.find(({ number }) => number === lesson);
		return [`[${lesson}](en/${name}.ipynb)`, row, measure, value, baseline, bound, holds];
	});
	return `${[
		"# What the lessons reach",
		[
			"The closing figure of each claim as the stored English notebooks show it, beside its baseline: the same task without",
			"attention, or without the part in question. Each bound is asserted in the lesson's own cells when it runs.",
		].join("\n"),
		table(["lesson", "claim", "measure", "reached", "baseline", "bound", ""], rows),
	].join("\n\n")}\n`;
}

function table(head, rows) {
	const escaped = (cell) => String(cell).replaceAll("|", "\\|");
	return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");
}
