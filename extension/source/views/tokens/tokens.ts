import { element } from "../../element";
import { labelOf } from "../../layout/tokens";
import type { Change, Scene, View } from "../view";
import { directions } from "./directions";
import { listen } from "./input";
import { type Passage, passage } from "./passage";
import { directionOf, isOneText, type Place, pinnedIn, type Shade, shadeOf } from "./settings";

/** Changes that give the same token other shades. */
const RESHADES: readonly Change[] = ["data", "lead", "theme", "choice"];

/**
 * The text itself, each token shaded by what the token looked at gives to it, or gets from it. One text where queries and
 * keys are the same, else the queries' above the keys'.
 */
export function tokens(scene: Scene): View {
	const { words, map } = scene;
	const one = isOneText(scene);
	const passages: Passage[] = one
		? [passage(map.query, "query", words("Text"), words)]
		: [
				passage(map.query, "query", words("Text of the queries"), words),
				passage(map.key, "key", words("Text of the keys"), words),
			];
	const choose = directions(scene);
	const hint = element("div", "al-Tokens-hint");
	const texts = element("div", "al-Tokens-texts");
	for (const { node, side } of passages) {
		if (!one) texts.append(element("div", "al-Tokens-title", {}, words(side === "query" ? "queries" : "keys")));
		texts.append(node);
	}
	const node = element("div", "al-Tokens", {}, choose.node, hint, texts);
	node.setAttribute("aria-description", words("Arrow keys move over the tokens, Enter pins one, Escape lets it go."));
	let cursor: Place | null = null;
	let frame = 0;
	let shaded: string | null = null;
	const stop = listen(scene, texts, passages, (place) => {
		cursor = place;
		frame ||= requestAnimationFrame(() => {
			frame = 0;
			show();
		});
	});

	/** The token of a text that a place means. */
	function on(place: Place | null, { side }: Passage): number | null {
		return place !== null && (one || place.side === side) ? place.index : null;
	}

	function show(): void {
		const pinned = pinnedIn(scene);
		const focus = pinned ?? (cursor && placeOf(scene, one, cursor));
		for (const each of passages) each.mark(on(focus, each), on(pinned, each));
		const name = focus === null ? "" : `${focus.side}/${focus.index}`;
		if (name === shaded) return;
		shaded = name;
		const shade = focus && shadeOf(scene, focus);
		for (const each of passages) {
			each.shade(shade !== null && (one || shade.side === each.side) ? shade.values : null, scene.scale);
		}
		node.dataset.lead = scene.selection.lead.join();
		node.dataset.focus = name;
		choose.draw();
		hint.replaceChildren(...hintOf(scene, focus, shade));
	}

	return {
		node,
		draw(changes, room) {
			if (RESHADES.some((change) => changes.has(change))) shaded = null;
			node.style.width = `${room.width}px`;
			texts.style.maxHeight = `${room.height}px`;
			show();
		},
		dispose() {
			cancelAnimationFrame(frame);
			stop();
			node.replaceChildren();
		},
	};
}

/** The token under the cursor, on the side that the direction asks about; of two texts its own side. */
export function placeOf(scene: Scene, one: boolean, { side, index }: Place): Place {
	return one ? { side: directionOf(scene) === "row" ? "query" : "key", index } : { side, index };
}

function hintOf(scene: Scene, focus: Place | null, shade: Shade | null): Node[] {
	const { words, map } = scene;
	const text = (words: string): Node => document.createTextNode(words);
	if (focus === null || shade === null) return [text(words("Point at a token to shade the text by its weights."))];
	const token = element("bdi", "al-Tokens-own", {}, labelOf(map[focus.side], focus.index));
	const said = words(focus.side === "query" ? "what it looks at" : "who looks at it");
	const parts = [`: ${said}`];
	const [down, across] = shade.plane.pooling;
	if (down > 1 || across > 1) parts.push(words("largest of %1 × %2 cells", down, across));
	return [token, text(parts.join(" · "))];
}
