import { element } from "../../../element";
import { type Scope, scopesOf } from "../../../files/region";
import type { Scene, View } from "../../view";
import { acts, FORMATS, type Format, saveAs } from "./formats";
import { type Group, type Item, menuButton } from "./menu";

const SCALES = [1, 2, 3, 4];

/** What a reader may take away: pictures, numbers of what is chosen, code that draws it anew. */
export function save(scene: Scene): View {
	const { words } = scene;
	const menu = menuButton(words("Save"), words("Save or copy"), groups);
	const node = element("div", "al-Save", {}, menu.button, menu.list);

	/** Does it, and says aloud what came of it. */
	function run(work: () => Promise<void>, done: string): void {
		node.setAttribute("aria-busy", "true");
		work()
			.then(
				() => scene.announce(done),
				(error: Error) => fail(error),
			)
			.finally(() => node.removeAttribute("aria-busy"));
	}

	function fail(error: Error): void {
		const text = words("This could not be saved: %1", error.message);
		scene.announce(text);
		const note = element("span", "al-Save-fault", { role: "alert" }, text);
		node.querySelector(".al-Save-fault")?.remove();
		node.append(note);
	}

	function item(name: string, text: string, work: () => Promise<void>, done: string, more: Partial<Item> = {}): Item {
		return { name, text, act: () => run(work, done), ...more };
	}

	function groups(): Group[] {
		node.querySelector(".al-Save-fault")?.remove();
		acts().catch(fail);
		const [saved, copied] = [words("Saved"), words("Copied")];
		const offered = scopesOf(scene);
		const scope = offered.find((one) => one === scene.choice.save) ?? "view";
		const scopes: Record<Scope, string> = {
			view: words("What is on the screen"),
			row: words("The pinned row"),
			heads: words("All heads"),
		};
		const choose = (one: Scope): Item => ({
			name: one,
			text: scopes[one],
			chosen: one === scope,
			act: () => scene.choose({ save: one }),
		});
		const png = (scale: number): Item =>
			item(`png${scale}`, `${scale}×`, () => saveAs(scene, { format: "png", scale }), saved, {
				label: words("PNG, %1 times the size", scale),
			});
		const file = (format: Format, text = FORMATS[format]): Item =>
			item(format, text, () => saveAs(scene, { format, scope }), saved);
		return [
			{ title: words("Picture (PNG)"), row: true, items: SCALES.map(png) },
			{
				title: words("For papers and readers"),
				items: [
					file("svg", words("Vectors (SVG)")),
					file("pdf", words("Vectors (PDF)")),
					file("html", words("Page with a viewer (HTML)")),
				],
			},
			{ title: words("Which numbers"), items: offered.length > 1 ? offered.map(choose) : [] },
			{
				title: words("Numbers"),
				row: true,
				items: [file("csv"), file("npy"), file("json")],
			},
			{
				title: words("Copy"),
				items: [
					item("copy-picture", words("Copy picture"), async () => (await acts()).copyPicture(scene), copied),
					item("copy-code", words("Copy as code"), async () => (await acts()).copyCode(scene), copied, {
						hidden: scene.weights.of === "scores",
					}),
				],
			},
		];
	}

	return { node, draw: () => undefined, dispose: menu.dispose };
}
