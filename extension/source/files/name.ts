import type { Scene } from "../views/view";

const LONGEST = 80;

/** A file's name from title, layer and head: letters of any script and digits, the rest hyphens. */
export function fileName(scene: Scene, ending: string, all = false): string {
	const { document, leads } = scene.map;
	const title = document.title ?? document.source.model ?? "attention map";
	const places = all
		? []
		: leads.map((axis, i) => `${axis.name} ${axis.labels?.[scene.selection.lead[i]] ?? scene.selection.lead[i]}`);
	const words = [title, ...places].map((part) => part.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}]+/gu, "-"));
	const name = [...words.join("-").replace(/-+/g, "-").replace(/^-|-$/g, "")].slice(0, LONGEST).join("");
	return `${name || "attention-map"}.${ending}`;
}
