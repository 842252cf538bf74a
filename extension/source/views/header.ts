import { formatError } from "../colours/ticks";
import { element } from "../element";
import { titleOf } from "../maps/title";
import type { Scene, View } from "./view";

/** Whose attention this is, where it comes from, and whether the numbers are exact. */
export function header(scene: Scene): View {
	const title = element("div", "al-Header-title");
	const source = element("div", "al-Header-source");
	const state = element("div", "al-Header-state", { role: "status" });
	const names = element("div", "al-Header-names", {}, title, source);
	const node = element("div", "al-Header", {}, names, state);
	return {
		node,
		draw(changes) {
			if (![...changes].some((change) => change !== "look" && change !== "room")) return;
			title.textContent = titleOf(scene.map, scene.words("Attention map"));
			source.textContent = provenance(scene);
			showState(scene, state);
		},
		dispose: () => node.replaceChildren(),
	};
}

/** Model, layer, type, mask, scale and backend in one quiet line. */
export function provenance({ map, words }: Scene): string {
	const { title, source } = map.document;
	return [
		title === undefined ? undefined : source.model,
		source.layer === undefined ? undefined : words("layer %1", source.layer),
		source.dtype,
		source.mask === undefined ? undefined : words("mask: %1", source.mask),
		source.scale === undefined ? undefined : words("scale: %1", Number(source.scale.toPrecision(4))),
		source.backend === undefined ? undefined : words("backend: %1", source.backend),
	]
		.filter((part) => part !== undefined)
		.join(" · ");
}

function showState(scene: Scene, node: HTMLElement): void {
	const { weights, map, words, selection } = scene;
	const plane = weights.plane(selection.lead);
	const worst = formatError(map.tolerance(map.largest));
	node.dataset.weights = plane.exact ? "exact" : "preview";
	node.textContent = plane.exact ? words("exact weights") : words("saved preview, ± %1", worst);
	const why = weights.reason
		? words("Shown from the notebook: the kernel says “%1”.", weights.reason)
		: words("Shown from the notebook: no kernel offers exact weights.");
	const pooled =
		Math.max(...plane.pooling) > 1
			? ` ${words("One pixel is the largest of up to %1 × %2 cells.", ...plane.pooling)}`
			: "";
	node.title = (plane.exact ? words("The kernel answers with float32 weights.") : why) + pooled;
}
