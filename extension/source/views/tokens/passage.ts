import type { Axis } from "@attention-lab/attention/map";
import { type ColourScale, colourOf, inkOn } from "../../colours/colour-scale";
import { formatWeight } from "../../colours/ticks";
import { element } from "../../element";
import type { Words } from "../../words/words";
import { flow, hasRoom, ranksOf, shortWeight } from "./flow";
import type { Side } from "./settings";

/** Tokens that stand in one block of the page: blocks off the screen are not laid out. */
const BLOCK = 256;

/** One text: a button per token, in the order of reading. */
export interface Passage {
	side: Side;
	node: HTMLElement;
	buttons: readonly HTMLButtonElement[];
	/** Shades every token by its number; `null` takes all shades away. */
	shade(values: Float32Array | null, scale: ColourScale): void;
	/** Marks the token looked at and the pinned one. */
	mark(focus: number | null, pinned: number | null): void;
	/** The one token that the Tab key reaches. */
	reach(index: number): void;
}

export function passage(axis: Axis, side: Side, title: string, words: Words): Passage {
	const labels = axis.labels ?? Array.from({ length: axis.size }, (_, index) => String(index));
	const pieces = flow(labels);
	const node = element("div", "al-Tokens-passage", { role: "group", "aria-label": title });
	const numbers: HTMLElement[] = [];
	let block = element("div", "al-Tokens-block");
	node.append(block);
	const buttons = pieces.map(({ text, gap, ends }, index) => {
		if (index > 0 && index % BLOCK === 0) {
			block = element("div", "al-Tokens-block");
			node.append(block);
		}
		const number = element("span", "al-Tokens-number", { "aria-hidden": "true", "data-weight": "" });
		const word = element("bdi", "al-Tokens-word", {}, text);
		const button = element("button", "al-Token", { type: "button", tabindex: "-1" }, word, number);
		button.dataset.index = String(index);
		button.title = labels[index].trim() === text ? "" : text;
		if (gap) block.append(" ");
		block.append(button);
		if (ends) block.append(element("br", ""));
		numbers.push(number);
		return button;
	});
	node.classList.toggle("al-mod-long", buttons.length > 2 * BLOCK);
	let [reached, focused, held] = [0, -1, -1];
	buttons[0]?.setAttribute("tabindex", "0");

	return {
		side,
		node,
		buttons,
		shade(values, scale) {
			const ranks = values === null ? [] : ranksOf(values);
			const of = ranks.filter((rank) => rank > 0).length;
			buttons.forEach((button, index) => {
				const { text } = pieces[index];
				const weight = values === null ? null : values[index];
				const isMasked = weight !== null && Number.isNaN(weight);
				const colour = weight === null || isMasked ? null : colourOf(scale, weight);
				button.classList.toggle("al-mod-masked", isMasked);
				button.style.backgroundColor = colour === null ? "" : `rgb(${colour})`;
				button.style.color = colour === null ? "" : inkOn(colour);
				numbers[index].dataset.weight = weight === null || !hasRoom(text) ? "" : shortWeight(weight);
				const said = [text];
				if (weight !== null) said.push(isMasked ? words("masked") : formatWeight(weight));
				if (weight !== null && !isMasked) said.push(words("rank %1 of %2", ranks[index], of));
				button.setAttribute("aria-label", said.join(", "));
			});
		},
		mark(focus, pinned) {
			buttons[focused]?.classList.remove("al-mod-focus");
			buttons[held]?.removeAttribute("aria-pressed");
			[focused, held] = [focus ?? -1, pinned ?? -1];
			buttons[focused]?.classList.add("al-mod-focus");
			buttons[held]?.setAttribute("aria-pressed", "true");
		},
		reach(index) {
			buttons[reached]?.setAttribute("tabindex", "-1");
			reached = index;
			buttons[reached]?.setAttribute("tabindex", "0");
		},
	};
}
