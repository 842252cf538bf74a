import { formatWeight } from "../../colours/ticks";
import { element } from "../../element";
import type { Scene } from "../view";
import { MOST_LINES, type Picture } from "./paint";
import { type Found, type Line, unitLabel } from "./planes";

/** So many other ends are named. */
const NAMED = 8;

/** How many pairs are shown and how much weight they hold, of what. */
export function summaryOf(
	{ words, weights, map }: Scene,
	{ source }: Picture,
	{ lines, kept, rows, exact }: Found,
): string {
	const parts: string[] = [];
	const numbers = [lines.length.toLocaleString("en"), kept.of.toLocaleString("en")];
	const [down, across] = source.pooling;
	const isShare = weights.of !== "scores" && down * across === 1;
	if (!isShare) parts.push(words("shows %1 of %2 pairs", ...numbers));
	else parts.push(words("shows %1 of %2 pairs, %3 % of the weight", ...numbers, Math.round(100 * kept.mass)));
	if (rows[1] - rows[0] < source.count.query) {
		const last = Math.min(map.query.size, rows[1] * down) - 1;
		parts.push(words("of queries %1 to %2", rows[0] * down, last));
	}
	if (down > 1 || across > 1) parts.push(words("each line is the largest of %1 × %2 cells", down, across));
	if (lines.length > MOST_LINES) parts.push(words("the strongest %1 are drawn", MOST_LINES));
	if (!exact) parts.push(words("from the saved preview"));
	return parts.join(" · ");
}

/** The token looked at and the other ends of its lines, strongest first. */
export function sentenceOf(scene: Scene, { focus, source, settings }: Picture, lines: readonly Line[]): Node[] {
	if (focus === null) return [];
	const [down, across] = source.pooling;
	const isQuery = focus.side === "query";
	const own = unitLabel(scene, focus.side, focus.index, isQuery ? down : across);
	const nodes: Node[] = [element("bdi", "al-Arcs-own", {}, own), document.createTextNode(isQuery ? " → " : " ← ")];
	const strongest = [...lines].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, NAMED);
	strongest.forEach((line, i) => {
		const label = isQuery ? unitLabel(scene, "key", line.column, across) : unitLabel(scene, "query", line.row, down);
		const head = settings.which === "many" ? ` (${scene.words("head")} ${line.head})` : "";
		if (i > 0) nodes.push(document.createTextNode(" · "));
		nodes.push(element("bdi", "", {}, label), document.createTextNode(` ${formatWeight(line.weight)}${head}`));
	});
	if (strongest.length === 0) nodes.push(document.createTextNode(scene.words("no pair is kept")));
	const more = lines.length - strongest.length;
	if (more > 0) nodes.push(document.createTextNode(` · ${scene.words("and %1 more", more)}`));
	return nodes;
}
