import { colourOf, inkOn } from "../../colours/colour-scale";
import { formatWeight } from "../../colours/ticks";
import { element } from "../../element";
import type { Scene } from "../view";
import type { Focus, Side } from "./focus";

/** More buttons than this help nobody. */
const MOST = 1000;

/** Tokens that have no place on the picture, as buttons: words, `[CLS]`, registers. */
export interface TokenList {
	readonly node: HTMLElement;
	/** @param line - The weights of the focus over these tokens' axis, or `null` where they are not shaded. */
	show(line: Float32Array | null): void;
}

/**
 * Buttons for tokens of one side. Arrow keys walk, Enter pins, Escape lets go.
 *
 * @param say - Tells a screen reader what is now looked at.
 */
export function tokenList(
	scene: Scene,
	focus: Focus,
	side: Side,
	tokens: readonly number[],
	names: { title: string; of(index: number): string },
	say: () => void,
	signal: AbortSignal,
): TokenList {
	const shown = tokens.slice(0, MOST);
	const buttons = shown.map((token) => tokenButton(token, names.of(token)));
	const list = element("div", "al-Tokens-list", { role: "group", "aria-label": names.title }, ...buttons);
	const left = tokens.length - shown.length;
	const node = element("div", "al-Tokens", {}, element("div", "al-Tokens-title", {}, names.title), list);
	if (left > 0) node.append(element("div", "al-Tokens-title", {}, scene.words("… and %1 more", left)));
	const tokenOf = (event: Event): number | null => {
		const button = (event.target as HTMLElement).closest<HTMLElement>(".al-Token");
		return button === null ? null : Number(button.dataset.token);
	};
	const point = (event: Event): void => {
		const token = tokenOf(event);
		if (token !== null) focus.point(side, token);
	};
	list.addEventListener("pointerover", point, { signal });
	list.addEventListener("pointerleave", () => focus.leave(), { signal });
	list.addEventListener(
		"click",
		(event) => {
			const token = tokenOf(event);
			if (token === null) return;
			focus.press(side, token);
			if (scene.selection.pin === null) scene.announce(scene.words("released"));
			else say();
		},
		{ signal },
	);
	list.addEventListener(
		"keydown",
		(event) => {
			const at = buttons.indexOf(event.target as HTMLButtonElement);
			if (event.altKey || event.shiftKey || event.ctrlKey || event.metaKey || at < 0) return;
			const to = destination(event.key, at, buttons.length);
			if (event.key === "Escape") {
				focus.release();
				scene.announce(scene.words("released"));
			} else if (to === null) return;
			else {
				buttons[to].focus();
				focus.point(side, shown[to]);
				say();
			}
			event.preventDefault();
			event.stopPropagation();
		},
		{ signal },
	);
	return { node, show: (line) => showAll(scene, focus, side, buttons, shown, line) };
}

function tokenButton(token: number, name: string): HTMLButtonElement {
	const label = element("bdi", "al-Token-label", {}, name);
	const weight = element("span", "al-Token-weight");
	return element("button", "al-Token", { type: "button", "data-token": String(token) }, label, " ", weight);
}

function destination(key: string, at: number, count: number): number | null {
	const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: count - 1 }[
		key
	];
	return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}

function showAll(
	scene: Scene,
	focus: Focus,
	side: Side,
	buttons: readonly HTMLButtonElement[],
	tokens: readonly number[],
	line: Float32Array | null,
): void {
	const { index, other, pinned } = focus;
	const canLead = side === "both" || side === focus.axis;
	const canMeet = side === "both" || side === focus.across;
	const reachable = Math.max(0, tokens.indexOf(focus.at(side) ?? -1));
	buttons.forEach((button, i) => {
		const token = tokens[i];
		const weight = line?.[token];
		const text = weight === undefined ? "" : Number.isNaN(weight) ? scene.words("masked") : formatWeight(weight);
		(button.lastChild as HTMLElement).textContent = text;
		button.tabIndex = i === reachable ? 0 : -1;
		button.setAttribute("aria-pressed", String(canLead && pinned === token));
		button.classList.toggle("al-mod-focus", canLead && index === token);
		button.classList.toggle("al-mod-other", canMeet && other === token);
		paint(button, scene, weight);
	});
}

function paint(button: HTMLElement, { scale }: Scene, weight: number | undefined): void {
	const shaded = weight !== undefined && !Number.isNaN(weight);
	button.classList.toggle("al-mod-shaded", shaded);
	const colour = shaded ? colourOf(scale, weight) : null;
	button.style.backgroundColor = colour ? `rgb(${colour.join()})` : "";
	button.style.color = colour ? inkOn(colour) : "";
}
