import { element } from "../../element";
import type { Scene, View } from "../view";
import type { AttentionRow } from "./attention-row";
import { bar } from "./bar";
import { type Figures, figuresOf } from "./figures";
import { listen } from "./input";
import { notesOf } from "./notes";
import { RowSource } from "./row-source";
import { sentenceOf } from "./sentences";
import { settingsOf } from "./settings";
import { type Table, table } from "./table";

/** Where the reader is in the table; `component` is a number of a vector. */
export interface Cursor {
	stage: number;
	column: number;
	component: number;
}

/** How one query's attention comes to be: from its query and all keys to weights and output, every number in its place. */
export function steps(scene: Scene): View {
	const { words, selection } = scene;
	const controls = bar(scene);
	const notes = element("div", "al-Steps-notes");
	const explain = element("div", "al-Steps-explain");
	const scroll = element("div", "al-Steps-scroll");
	const line = element("div", "al-Steps-line");
	const node = element("div", "al-Steps", {}, controls.node, notes, explain, scroll, line);
	let again = 0;
	const source = new RowSource(scene, () => {
		again ||= requestAnimationFrame(() => {
			again = 0;
			show();
		});
	});
	let cursor: Cursor = { stage: 0, column: 0, component: 0 };
	let query = 0;
	let width = 0;
	let built: { row: AttentionRow; name: string; figures: Figures; table: Table } | null = null;
	let said = "";

	/** Another cell takes the focus and is read with it; within one there is only the announcement. */
	const point = (to: Cursor, isAnnounced: boolean): void => {
		const isSameCell = to.stage === cursor.stage && to.column === cursor.column;
		cursor = to;
		mark();
		if (isAnnounced && isSameCell) scene.announce(line.textContent ?? "");
	};
	const stop = listen(scene, scroll, {
		table: () => built?.table ?? null,
		cursor: () => cursor,
		query: () => query,
		sizeOf: (stage, column) => sizeOf(built, stage, column),
		point,
		go: controls.go,
	});

	/** Another view looks at a key of this query: the cursor goes to its column, unless the reader is in the table. */
	function follow(): void {
		if (scroll.contains(document.activeElement) || scroll.matches(":hover")) return;
		const { cell } = selection;
		const column = cell?.query === query ? (built?.table.columns.indexOf(cell.key) ?? -1) : -1;
		if (column >= 0) cursor = { ...cursor, column };
	}

	/** Builds the table again where its numbers, its width or its colours are other ones. */
	function show(isOld = false): void {
		const { most, stage } = settingsOf(scene);
		const row = source.row(selection.lead, query, most);
		if (row === null) {
			built = null;
			scroll.replaceChildren();
			controls.draw(query, []);
			notes.textContent = words("The kernel has not answered yet.");
			[explain.textContent, line.textContent] = ["", ""];
			return;
		}
		const name = [query, most, width].join("/");
		if (isOld || built === null || built.row !== row || built.name !== name) {
			const isFocused = scroll.contains(document.activeElement);
			const figures = figuresOf(row, most);
			built = { row, name, figures, table: table(scene, figures, query, width) };
			scroll.replaceChildren(built.table.node);
			notes.textContent = notesOf(scene, figures, query).join(" ");
			cursor = inside(cursor, built.table);
			if (isFocused) built.table.cell(cursor.stage, cursor.column)?.focus({ preventScroll: true });
		}
		controls.draw(query, built.table.stages);
		highlight(built.table, stage);
		mark();
	}

	function highlight({ node: shown, stages }: Table, name: string | null): void {
		for (const row of shown.querySelectorAll<HTMLElement>(".al-Steps-row")) {
			const isOn = row.dataset.stage === name;
			row.classList.toggle("al-mod-on", isOn);
			if (isOn) row.setAttribute("aria-current", "step");
			else row.removeAttribute("aria-current");
		}
		const at = stages.findIndex((stage) => stage.name === name);
		const text = at < 0 ? "" : `${at + 1}. ${stages[at].title(words)}: ${stages[at].explain(words)}`;
		explain.textContent =
			text || words("Next step explains one row after the other; N and P do the same inside the table.");
		if (text !== "" && text !== said) scene.announce(text);
		said = text;
	}

	function mark(): void {
		if (built === null) return;
		const { table: shown, figures } = built;
		for (const cell of shown.node.querySelectorAll(".al-mod-here")) cell.classList.remove("al-mod-here");
		for (const cell of shown.node.querySelectorAll("[tabindex='0']")) cell.setAttribute("tabindex", "-1");
		const cell = shown.cell(cursor.stage, cursor.column);
		cell?.classList.add("al-mod-here");
		cell?.setAttribute("tabindex", "0");
		const column = shown.columns[cursor.column];
		shown.node.querySelector(`th[data-column="${column}"]`)?.classList.add("al-mod-here");
		const spot = { stage: shown.stages[cursor.stage], column, component: cursor.component };
		const sentence = sentenceOf(scene, figures, query, spot);
		line.textContent = sentence || "\u00a0";
		if (sentence !== "") cell?.setAttribute("aria-description", sentence);
	}

	return {
		node,
		draw(changes, room) {
			query = selection.pin?.query ?? selection.look?.query ?? query;
			width = room.width;
			const isOld = changes.has("theme") || changes.has("data");
			show(isOld);
			if (!changes.has("look")) return;
			follow();
			mark();
		},
		dispose() {
			cancelAnimationFrame(again);
			stop();
			controls.dispose();
			source.dispose();
			node.replaceChildren();
		},
	};
}

function inside({ stage, column, component }: Cursor, { stages, columns }: Table): Cursor {
	return { stage: Math.min(stage, stages.length - 1), column: Math.min(column, columns.length - 1), component };
}

/** How many numbers a cell's vector has; 0 where it holds none. */
function sizeOf(built: { figures: Figures; table: Table } | null, stage: number, column: number): number {
	if (built === null) return 0;
	const { stages, columns } = built.table;
	const content = stages[stage]?.cell(built.figures, stages[stage].name === "output" ? "total" : columns[column]);
	return typeof content === "object" && content !== null ? content.length : 0;
}
