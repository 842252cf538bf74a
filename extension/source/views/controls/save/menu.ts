import { element } from "../../../element";
import { placeBeside } from "../popover";

/** One line of a menu. */
export interface Item {
	name: string;
	text: string;
	/** In full, where `text` is short. */
	label?: string;
	/** One of a group, of which one is chosen. */
	chosen?: boolean;
	hidden?: boolean;
	act(): void;
}

/** Lines that belong together. */
export interface Group {
	title: string;
	/** Side by side. */
	row?: boolean;
	items: readonly Item[];
}

export interface Menu {
	readonly button: HTMLButtonElement;
	readonly list: HTMLElement;
	dispose(): void;
}

/**
 * A button that opens a menu, as the WAI-ARIA practice has it: arrow keys, Home, End and first letters walk, Escape and Tab
 * close. The menu is a popover, so that no scrolling output cuts it off.
 *
 * @param groups - Asked for each time the menu opens.
 */
export function menuButton(text: string, label: string, groups: () => readonly Group[]): Menu {
	const button = element(
		"button",
		"al-Control",
		{ type: "button", "aria-haspopup": "menu", "aria-expanded": "false" },
		text,
	);
	const list = element("div", "al-Menu", { role: "menu", "aria-label": label, popover: "auto" });
	const signals = new AbortController();
	const { signal } = signals;
	let open = false;

	function fill(): void {
		list.replaceChildren(...groups().map((group) => section(group, choose)));
	}

	/** A menu stays open where one of several is chosen, so that one sees what was chosen. */
	function choose(item: Item): void {
		if (item.chosen === undefined) close(true);
		item.act();
		if (item.chosen === undefined) return;
		fill();
		list.querySelector<HTMLElement>(`[data-item="${item.name}"]`)?.focus();
	}

	function show(last = false): void {
		fill();
		list.showPopover();
		placeBeside(button, list);
		const items = itemsOf(list);
		items.at(last ? -1 : 0)?.focus({ preventScroll: true });
	}

	function close(back: boolean): void {
		if (!open) return;
		list.hidePopover();
		if (back) button.focus({ preventScroll: true });
	}

	let wasOpen = false;
	button.addEventListener(
		"pointerdown",
		() => {
			wasOpen = open;
		},
		{ signal },
	);
	button.addEventListener(
		"click",
		(event) => {
			if (event.detail > 0 && wasOpen) close(true);
			else if (!open) show();
		},
		{ signal },
	);
	button.addEventListener(
		"keydown",
		(event) => {
			if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
			event.preventDefault();
			event.stopPropagation();
			show(event.key === "ArrowUp");
		},
		{ signal },
	);
	list.addEventListener(
		"toggle",
		(event) => {
			open = event.newState === "open";
			button.setAttribute("aria-expanded", String(open));
		},
		{ signal },
	);
	list.addEventListener("keydown", (event) => onKey(event, list, close), { signal });
	window.addEventListener(
		"scroll",
		(event) => {
			if (open && !(event.target instanceof Node && list.contains(event.target))) close(false);
		},
		{ signal, capture: true },
	);

	return {
		button,
		list,
		dispose() {
			close(false);
			signals.abort();
			list.remove();
		},
	};
}

function section({ title, row, items }: Group, choose: (item: Item) => void): HTMLElement {
	const lines = items
		.filter((item) => !item.hidden)
		.map((item) => {
			const role = item.chosen === undefined ? "menuitem" : "menuitemradio";
			const node = element("div", "al-Menu-item", { role, tabindex: "-1", "data-item": item.name }, item.text);
			if (item.chosen !== undefined) node.setAttribute("aria-checked", String(item.chosen));
			if (item.label !== undefined) node.setAttribute("aria-label", item.label);
			node.addEventListener("click", () => choose(item));
			node.addEventListener("pointerenter", () => node.focus({ preventScroll: true }));
			return node;
		});
	const head = element("div", "al-Menu-title", { "aria-hidden": "true" }, title);
	const body = element("div", row ? "al-Menu-row" : "", { role: "presentation" }, ...lines);
	const node = element("div", "al-Menu-group", { role: "group", "aria-label": title }, head, body);
	node.hidden = lines.length === 0;
	return node;
}

function itemsOf(list: HTMLElement): HTMLElement[] {
	return [...list.querySelectorAll<HTMLElement>("[data-item]")];
}

function onKey(event: KeyboardEvent, list: HTMLElement, close: (back: boolean) => void): void {
	event.stopPropagation();
	if (event.ctrlKey || event.metaKey || event.altKey) return;
	const items = itemsOf(list);
	const at = items.indexOf(document.activeElement as HTMLElement);
	if (event.key === "Tab" || event.key === "Escape") {
		event.preventDefault();
		close(true);
		return;
	}
	if (event.key === "Enter" || event.key === " ") {
		event.preventDefault();
		items[at]?.click();
		return;
	}
	const to = stepOf(event.key, at, items);
	if (to === undefined) return;
	event.preventDefault();
	items[(to + items.length) % items.length]?.focus();
}

function stepOf(key: string, at: number, items: readonly HTMLElement[]): number | undefined {
	if (key === "ArrowDown" || key === "ArrowRight") return at + 1;
	if (key === "ArrowUp" || key === "ArrowLeft") return at < 0 ? -1 : at - 1;
	if (key === "Home") return 0;
	if (key === "End") return -1;
	if ([...key].length > 1) return undefined;
	const order = items.map((_, i) => (at + 1 + i) % items.length);
	return order.find((i) => items[i].textContent?.toLowerCase().startsWith(key.toLowerCase()));
}
