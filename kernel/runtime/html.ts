/** Small HTML that follows the notebook's theme: colours and fonts are the front end's own variables. */

export interface HtmlTable {
	/** Stands above the table, small; HTML. */
	caption?: string;
	head: readonly string[];
	rows: readonly (readonly string[])[];
	/** Columns of words, which stand at the left. */
	words?: readonly boolean[];
	/** The first cell of each row names the row. */
	isNamed?: boolean;
	/** Stands below the table; text. */
	foot?: string;
	/** Columns of digits share one width. */
	isCode?: boolean;
}

/** Of a text that stands for HTML, so much. */
const LONGEST = 400;
const SMALL = "color: var(--jp-ui-font-color2); font-size: var(--jp-ui-font-size1)";

export function escapeHtml(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** HTML for somebody who sees text alone: without its tags, its first lines. */
export function readable(html: string): string {
	const text = html
		.replace(/<(script|style)\b.*?<\/\1\s*>/gis, "")
		.replace(/<[^>]*>/g, " ")
		.replace(/\s+/g, " ")
		.trim();
	return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text || "HTML";
}

/** A table from texts, which are escaped here. */
export function htmlTable({ caption, head, rows, words = [], isNamed, foot, isCode }: HtmlTable): string {
	const left = (column: number) => (words[column] ? ' style="text-align: left"' : "");
	const cells = (tag: string, row: readonly string[]) =>
		row.map((text, column) => {
			const name = isNamed && column === 0 ? "th" : tag;
			return `<${name}${left(column)}>${escapeHtml(text)}</${name}>`;
		});
	const line = (tag: string, row: readonly string[]) => `<tr>${cells(tag, row).join("")}</tr>`;
	const font = isCode ? "font-family: var(--jp-code-font-family, monospace); " : "";
	return [
		"<div>",
		caption ? `<div style="${SMALL}">${caption}</div>` : "",
		`<table style="${font}font-variant-numeric: tabular-nums; text-align: right; table-layout: auto; margin: 0">`,
		head.length > 0 ? `<thead>${line("th", head)}</thead>` : "",
		`<tbody>${rows.map((row) => line("td", row)).join("\n")}</tbody></table>`,
		foot ? `<div style="${SMALL}">${escapeHtml(foot)}</div>` : "",
		"</div>",
	].join("");
}
