import type { Axis } from "@attention-lab/attention/map";
import { element } from "../../element";
import type { Scene, View } from "../view";

const SPECIAL = /^(\[(CLS|SEP|PAD|BOS|EOS|MASK)\]|<(s|\/s|bos|eos|pad)>|<\|[\w-]+\|>)$/i;

/** Indices of special tokens: those that the document names, else those whose label is one that vocabularies use. */
export function specialOf(axis: Axis): number[] {
	return axis.special ?? namedSpecial(axis);
}

function namedSpecial(axis: Axis): number[] {
	return (axis.labels ?? []).flatMap((label, index) => (SPECIAL.test(label) ? [index] : []));
}

/**
 * Leaves out the keys that take most of the weight and say least: special tokens, or the first token where there are none.
 * The rest of each row is rescaled, and the colour bar says so.
 */
export function hide(scene: Scene): View {
	const { words } = scene;
	const node = element("button", "al-Control", { type: "button" });
	node.addEventListener("click", () => scene.choose({ hide: scene.weights.hidden.length > 0 ? [] : keysOf(scene) }));
	return {
		node,
		draw() {
			const hasSpecial = specialOf(scene.map.key).length > 0;
			node.textContent = hasSpecial ? words("Hide special tokens") : words("Hide the first token");
			node.hidden = keysOf(scene).length >= scene.map.key.size || !canHide(scene);
			node.setAttribute("aria-pressed", String(scene.weights.hidden.length > 0));
		},
		dispose: () => node.replaceChildren(),
	};
}

function keysOf({ map }: Scene): number[] {
	const special = specialOf(map.key);
	return special.length > 0 ? special : [0];
}

/** The saved picture can leave keys out where its pixels are single keys. */
function canHide({ weights, map }: Scene): boolean {
	return weights.state === "live" || map.preview.pooling[1] === 1;
}
