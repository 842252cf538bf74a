import { element } from "../../element";
import { orderHeads } from "../../layout/order";
import { statisticText } from "../heads";

/** One column of numbers. */
export interface Column {
	name: string;
	title: string;
	values: readonly number[];
}

export interface TableFacts {
	/** "layer 3, head 5", by head. */
	names: readonly string[];
	columns: readonly Column[];
	/** The column that the rows are ordered by; the model's order where it names none. */
	sort: string | null;
	down: boolean;
	chosen: number;
}

interface TableWords {
	head: string;
	caption: string;
}

/** All heads with their numbers. A head's name is a button that chooses it, a column's name one that sorts by it. */
export class HeadTable {
	readonly node: HTMLElement;
	private readonly header = element("tr", "");
	private readonly body = element("tbody", "");
	private rows: HTMLTableRowElement[] = [];
	private shown = "";
	private order: readonly number[] = [];

	constructor(
		private readonly words: TableWords,
		private readonly onHead: (head: number) => void,
		private readonly onSort: (column: string | null) => void,
	) {
		const caption = element("caption", "", {}, words.caption);
		const table = element("table", "al-HeadTable", {}, caption, element("thead", "", {}, this.header), this.body);
		this.node = element("div", "al-Statistics-table", { role: "region", tabindex: "0" }, table);
		this.node.setAttribute("aria-label", words.caption);
		this.body.addEventListener("click", (event) => this.onClick(event));
	}

	show(facts: TableFacts): void {
		this.showHeader(facts);
		const shown = JSON.stringify([facts.names, facts.columns]);
		if (shown !== this.shown) {
			this.rows = facts.names.map((name, head) => rowOf(name, head, facts.columns));
			this.shown = shown;
			this.order = [];
		}
		const sorted = facts.columns.find(({ name }) => name === facts.sort);
		const model = facts.names.map((_, head) => head);
		const order = sorted ? orderHeads(sorted.values, { down: facts.down, limit: null }) : model;
		if (order.join() !== this.order.join()) this.arrange(order);
		this.rows.forEach((row, head) => {
			if (head === facts.chosen) row.setAttribute("aria-current", "true");
			else row.removeAttribute("aria-current");
		});
	}

	/** The rows in another order; the keyboard stays where it was. */
	private arrange(order: readonly number[]): void {
		const focused = document.activeElement;
		this.body.replaceChildren(...order.map((head) => this.rows[head]));
		if (focused instanceof HTMLElement && this.body.contains(focused)) focused.focus();
		this.order = order;
	}

	private showHeader({ columns, sort, down }: TableFacts): void {
		const all = [{ name: "", title: this.words.head }, ...columns];
		if (this.header.childElementCount !== all.length) {
			this.header.replaceChildren(...all.map((column) => this.headerCell(column)));
		}
		all.forEach(({ name }, i) => {
			const isSorted = name === (sort ?? "");
			const way = down && name !== "" ? "descending" : "ascending";
			this.header.children[i].setAttribute("aria-sort", isSorted ? way : "none");
		});
	}

	private headerCell({ name, title }: { name: string; title: string }): HTMLElement {
		const button = element("button", "al-HeadTable-sort", { type: "button" }, title);
		button.addEventListener("click", () => this.onSort(name || null));
		return element("th", "", { scope: "col", "data-column": name }, button);
	}

	private onClick(event: Event): void {
		const row = event.target instanceof Element ? event.target.closest("tr") : null;
		if (row !== null) this.onHead(Number(row.dataset.head));
	}
}

function rowOf(name: string, head: number, columns: readonly Column[]): HTMLTableRowElement {
	const button = element("button", "al-HeadTable-head", { type: "button" }, element("bdi", "", {}, name));
	const row = element("tr", "", { "data-head": String(head) }, element("th", "", { scope: "row" }, button));
	row.append(...columns.map(({ values }) => element("td", "", {}, statisticText(values[head]))));
	return row;
}
