import { element } from "../../element";
import type { Scene } from "../view";
import type { Bench } from "./bench";
import { type TokenList, tokenList } from "./token-list";

/** Every token that has no place on a picture or a sound: those of its own axis first, then the other axis. */
export interface TokenLists {
	readonly node: HTMLElement;
	readonly any: boolean;
	/** Shades the tokens that the focus's weights spread over. */
	show(line: Float32Array): void;
}

/** @param rest - The tokens of the own axis that have no place. @param titles - Of those, and of the other axis. */
export function tokenLists(
	scene: Scene,
	bench: Bench,
	rest: readonly number[],
	titles: { rest: string; words: string },
	say: () => void,
	signal: AbortSignal,
): TokenLists {
	const { side, beside, focus } = bench;
	const own = side === "both" ? "query" : side;
	const lists: [TokenList, spreads: () => boolean][] = [];
	if (rest.length > 0) {
		const labels = { title: titles.rest, of: (index: number) => bench.label(own, index) };
		lists.push([tokenList(scene, focus, side, rest, labels, say, signal), bench.spreads]);
	}
	if (beside !== null) {
		const all = [...Array(scene.map[beside].size).keys()];
		const labels = { title: titles.words, of: (index: number) => bench.label(beside, index) };
		lists.push([tokenList(scene, focus, beside, all, labels, say, signal), () => focus.across === beside]);
	}
	return {
		node: element("div", "al-Media-side", {}, ...lists.map(([list]) => list.node)),
		any: lists.length > 0,
		show(line) {
			for (const [list, spreads] of lists) list.show(spreads() ? line : null);
		},
	};
}
