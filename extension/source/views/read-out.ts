import { formatWeight } from "../colours/ticks";
import { element } from "../element";
import { labelOf } from "../layout/tokens";
import { pixelOf } from "../maps/plane";
import type { Cell } from "../selection";
import { leadName, standing, weightText } from "./sentences";
import type { Scene, View } from "./view";

/** What is under the pointer, in words and numbers. Two lines that are always there, so that nothing jumps. */
export function readOut(scene: Scene): View {
	const first = element("div", "al-ReadOut-main");
	const second = element("div", "al-ReadOut-more");
	const node = element("div", "al-ReadOut", {}, first, second);
	return {
		node,
		draw() {
			const { peek, cell, lead } = scene.selection;
			if (peek !== null) showHead(scene, peek, first, second);
			else if (cell !== null) showCell(scene, cell, first, second);
			else {
				first.replaceChildren(element("span", "al-ReadOut-lead", {}, leadName(scene, lead)));
				second.textContent = scene.words("Point at a cell, or use the arrow keys. Click or Enter pins it.");
			}
		},
		dispose: () => node.replaceChildren(),
	};
}

function token(kind: string, name: string, label: string): HTMLElement {
	return element(
		"span",
		`al-ReadOut-token al-mod-${kind}`,
		{},
		element("span", "al-ReadOut-axis", {}, name),
		element("bdi", "al-ReadOut-label", {}, label),
	);
}

function showCell(scene: Scene, cell: Cell, first: HTMLElement, second: HTMLElement): void {
	const { map, weights, selection, words } = scene;
	const plane = weights.finest(selection.lead, cell.query, cell.key);
	const weight = plane.values[pixelOf(plane, cell.query, cell.key)];
	first.replaceChildren(
		element("span", "al-ReadOut-weight", {}, weightText(scene, plane, weight)),
		token("query", words("query"), labelOf(map.query, cell.query)),
		element("span", "al-ReadOut-arrow", { "aria-hidden": "true" }, "→"),
		token("key", words("key"), labelOf(map.key, cell.key)),
	);
	const more = [leadName(scene, selection.lead), `[${cell.query}, ${cell.key}]`];
	const pooled = plane.pooling[0] > 1 || plane.pooling[1] > 1;
	if (pooled) more.push(words("largest of %1 × %2 cells", ...plane.pooling));
	else if (!Number.isNaN(weight)) more.push(...rowWords(scene, cell));
	else more.push(words(weights.hidden.includes(cell.key) ? "left out" : "not looked at (masked)"));
	if (same(cell, selection.pin)) more.push(words("pinned"));
	second.textContent = more.filter(Boolean).join(" · ");
}

/** The weight's place in its row and the row's sum, once the row is there in full. */
function rowWords({ weights, selection, words }: Scene, cell: Cell): string[] {
	const row = weights.row(selection.lead, cell.query);
	if (row.pooling[1] > 1) return [];
	const { rank, of, sum } = standing(row, cell.query, cell.key);
	const ranked = words("rank %1 of %2", rank, of);
	return weights.of === "weights" ? [ranked, words("row sum %1", sum.toFixed(row.exact ? 4 : 2))] : [ranked];
}

function same(a: Cell | null, b: Cell | null): boolean {
	return a !== null && b !== null && a.query === b.query && a.key === b.key;
}

function showHead(scene: Scene, lead: readonly number[], first: HTMLElement, second: HTMLElement): void {
	const { map, words } = scene;
	const { entropy, max } = map.document.statistics ?? {};
	const at = map.flat(lead);
	first.replaceChildren(element("span", "al-ReadOut-lead", {}, leadName(scene, lead)));
	const more = [
		entropy === undefined ? "" : words("entropy %1 nats", entropy[at].toFixed(2)),
		max === undefined ? "" : words("largest %1", formatWeight(max[at])),
	];
	second.textContent = more.filter(Boolean).join(" · ") || "\u00a0";
}
