import { element } from "../../element";
import type { Change, Scene, ViewFactory } from "../view";
import { StrongestTable } from "./strongest-table";
import { headSummary } from "./summary";

/** A table that nobody looks at is made once nothing has changed for so many milliseconds. */
const REST = 250;
/** What makes another table. */
const TOUCHING: readonly Change[] = ["lead", "data", "choice", "theme"];
let count = 0;

/**
 * A view of a matrix with its text beside it: one sentence as the view's description, and the strongest keys of each query
 * as a table that its `aria-details` lead to. The table is for everyone once the reader asks for it.
 */
export function withTable(make: ViewFactory): ViewFactory {
	return (scene) => {
		const view = make(scene);
		const table = new StrongestTable(scene);
		const help = view.node.getAttribute("aria-description") ?? "";
		const node = element("div", "al-WithTable", {}, view.node, table.node);
		table.node.id = `al-table-${++count}`;
		view.node.setAttribute("aria-details", table.node.id);
		const signals = new AbortController();
		let stale = true;
		let timer = 0;

		function write(): void {
			window.clearTimeout(timer);
			if (!stale) return;
			stale = false;
			const summary = headSummary(scene);
			view.node.setAttribute("aria-description", [summary, help].join(" "));
			table.show(summary);
		}

		view.node.addEventListener("focus", write, { signal: signals.signal });
		return {
			node,
			draw(changes, room) {
				view.draw(changes, room);
				const isShown = showsTable(scene);
				table.node.classList.toggle("al-mod-hidden", !isShown);
				if (isShown) table.node.tabIndex = 0;
				else table.node.removeAttribute("tabindex");
				if (!TOUCHING.some((change) => changes.has(change))) return;
				stale = true;
				window.clearTimeout(timer);
				if (isShown || view.node === document.activeElement) write();
				else timer = window.setTimeout(write, REST);
			},
			dispose() {
				window.clearTimeout(timer);
				signals.abort();
				view.dispose();
				node.replaceChildren();
			},
		};
	};
}

/** Whether the reader wants to see the table. */
export function showsTable({ choice }: Scene): boolean {
	return choice.table === true;
}
