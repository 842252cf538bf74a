import type { ColourScale } from "../../colours/colour-scale";
import { element } from "../../element";
import { labelOf } from "../../layout/tokens";
import type { Scene } from "../view";
import type { Figures } from "./figures";
import { cellText } from "./number-text";
import { largestSize, numberBox, READABLE, scaleTo, vectorBox, WRITTEN } from "./paint";
import { type Column, STAGES, type Stage, type StageName } from "./stages";

/** CSS pixels of the columns beside the keys'. */
const WIDTHS = { query: 48, rest: 60, total: 60 };
const MOST = 64;
/** About the width of a letter of a heading. */
const LETTER = 6.6;

/** The drawn table: its stages, its columns, and the cell of each. */
export interface Table {
	node: HTMLTableElement;
	stages: readonly Stage[];
	columns: readonly Column[];
	cell(stage: number, column: number): HTMLElement | null;
}

/** All stages under each other, key columns aligned, tokens on top. */
export function table(scene: Scene, figures: Figures, query: number, width: number): Table {
	const { words } = scene;
	const stages = STAGES.filter((stage) => stage.fits(figures));
	const isKnown = figures.row.from !== "weights";
	const columns: Column[] = [...(isKnown ? ["query" as const] : []), ...figures.shown];
	columns.push(...(figures.rest.length > 0 ? ["rest" as const] : []), "total");
	const label = width < 560 ? 104 : 150;
	const size = sizes(columns, width - label);
	const group = element("colgroup", "", {}, column(label), ...columns.map((each) => column(size(each))));
	const head = element("tr", "", {}, element("th", "al-Steps-corner", { scope: "col" }, words("Step")));
	const keys = figures.shown.map((key) => labelOf(scene.map.key, key));
	const isDown = keys.some((text) => text.length * LETTER > size(0) - 6);
	for (const each of columns) head.append(heading(scene, figures, each, query, isDown));
	const cells = stages.map((stage) => {
		const paint = painter(scene, figures, stage);
		return columns.map((each, at) => paint(each, at));
	});
	const rows = stages.map((stage, at) => {
		const title = element("span", "al-Steps-title", {}, `${at + 1}. ${stage.title(words)}`);
		const formula = element("span", "al-Steps-formula", {}, stage.formula(figures, words));
		const name = element("th", "al-Steps-name", { scope: "row" }, title, formula);
		const row = element("tr", "al-Steps-row", { "data-stage": stage.name }, name);
		if (stage.name !== "output") row.append(...cells[at]);
		else row.append(outputCell(scene, figures, columns, width - label));
		return row;
	});
	const node = element("table", "al-Steps-table", { role: "grid", "aria-label": words("How the row comes to be") });
	node.style.width = `${columns.reduce<number>((all, each) => all + size(each), label)}px`;
	node.append(group, element("thead", "", {}, head), element("tbody", "", {}, ...rows));
	return {
		node,
		stages,
		columns,
		cell(stage, at) {
			if (stages[stage]?.name === "output") return rows[stage].querySelector("td");
			return cells[stage]?.[at] ?? null;
		},
	};
}

function column(width: number): HTMLElement {
	const node = element("col", "");
	node.style.width = `${width}px`;
	return node;
}

/** Keys share what is left of the width; below the least they scroll. */
function sizes(columns: readonly Column[], room: number): (column: Column) => number {
	const others = columns.filter((each) => typeof each !== "number") as (keyof typeof WIDTHS)[];
	const keys = columns.length - others.length;
	const left = room - others.reduce((all, each) => all + WIDTHS[each], 0);
	const own = Math.max(READABLE, Math.min(MOST, Math.floor(left / Math.max(1, keys))));
	return (each) => (typeof each === "number" ? own : WIDTHS[each]);
}

function heading({ words, map }: Scene, { rest }: Figures, each: Column, query: number, isDown: boolean): HTMLElement {
	const names = { query: labelOf(map.query, query), rest: words("%1 others", rest.length), total: "Σ" };
	const label = typeof each === "number" ? labelOf(map.key, each) : names[each];
	const node = element("th", `al-Steps-token${isDown && typeof each === "number" ? " al-mod-down" : ""}`, {
		scope: "col",
		title: label,
	});
	node.dataset.column = String(each);
	node.append(element("bdi", "", {}, label));
	if (each === "query") node.prepend(element("span", "al-Steps-axis", {}, words("query")));
	return node;
}

/** Draws the cells of one stage on one scale; stages of one kind share theirs. */
function painter(scene: Scene, figures: Figures, stage: Stage): (column: Column, at: number) => HTMLElement {
	const scale = scaleOf(scene, figures, stage);
	return (each, at) => {
		const node = element("td", "al-Steps-cell", { tabindex: "-1", "data-at": String(at), "data-column": String(each) });
		const content = stage.cell(figures, each);
		if (content === null) {
			node.classList.add("al-mod-empty");
			if (each === "rest") node.append("…");
			return node;
		}
		if (typeof content !== "number") {
			if (content.length > 0) node.append(vectorBox(scale, content, content.length <= WRITTEN));
			else node.append("…");
			return node;
		}
		if (content === Number.NEGATIVE_INFINITY) {
			node.classList.add("al-mod-masked");
			node.append(element("span", "al-Steps-infinity", {}, "−∞"));
		} else if (Number.isNaN(content)) node.append("?");
		else if (typeof each !== "number") node.append(element("span", "al-Steps-sum", {}, cellText(content)));
		else node.append(numberBox(scale, content));
		return node;
	};
}

/** Vectors of a kind, and scores before and after the scale, are compared: each kind has one scale. */
function scaleOf(scene: Scene, figures: Figures, stage: Stage): ColourScale {
	const { row, shown, parts, restPart } = figures;
	const kinds: Partial<Record<StageName, () => Iterable<number>>> = {
		vectors: () => [...Array.from(row.query), ...shown.flatMap((key) => Array.from(row.key(key)))],
		values: () => shown.flatMap((key) => Array.from(row.value(key))),
		weighted: () => [
			...Array.from(row.output),
			...Array.from(restPart),
			...[...parts.values()].flatMap((part) => Array.from(part)),
		],
		output: () => Array.from(row.output),
	};
	const vectors = kinds[stage.name];
	if (vectors !== undefined) return scaleTo(scene, largestSize(vectors()), true);
	const numbers = shown.map((key) => stage.cell(figures, key) as number);
	return scaleTo(scene, largestSize(numbers), stage.signed === true);
}

/** The output across the whole row, its numbers written where they fit. */
function outputCell(scene: Scene, figures: Figures, columns: readonly Column[], width: number): HTMLElement {
	const { output } = figures.row;
	const attributes = { colspan: String(columns.length), tabindex: "-1", "data-column": "total" };
	const isWritten = output.length * READABLE <= width;
	const box = vectorBox(scaleTo(scene, largestSize(Array.from(output)), true), output, isWritten, true);
	const at = String(columns.indexOf("total"));
	return element("td", "al-Steps-cell al-Steps-output", { ...attributes, "data-at": at }, box);
}
