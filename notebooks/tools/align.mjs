/** Shapes stand below each other at the right of the code. */

/** Columns of a line in a notebook: a tab is four, an East Asian character two. */
export function width(line) {
	let columns = 0;
	for (const character of line) {
		if (character === "\t") columns += 4;
		else columns += /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/.test(character) ? 2 : 1;
	}
	return columns;
}

/** In each paragraph of code, comments after two spaces begin in one column. */
export function align(code) {
	return code.split("\n\n").map(alignParagraph).join("\n\n");
}

function alignParagraph(paragraph) {
	const lines = paragraph.split("\n").map((line) => /^(.*\S) {2}(\/\/ .*)$/.exec(line) ?? [line, line]);
	const column = Math.max(...lines.filter(([, , comment]) => comment).map(([, before]) => width(before)));
	const pad = (before) => " ".repeat(column - width(before) + 2);
	return lines.map(([, before, comment]) => (comment ? before + pad(before) + comment : before)).join("\n");
}
