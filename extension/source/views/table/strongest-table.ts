import { element } from "../../element";
import type { Plane } from "../../maps/plane";
import { leadName, shortWeight } from "../sentences";
import type { Scene } from "../view";
import { type Strongest, strongestOf } from "./strongest";
import { spanLabel } from "./summary";

const MOST_ROWS = 30;
const KEYS = 3;

/** The strongest keys of each query as a table of words and numbers; long maps by runs of queries. */
export class StrongestTable {
	readonly node: HTMLElement;
	private readonly caption = element("caption", "");
	private readonly note = element("p", "al-Strongest-note");
	private readonly body = element("tbody", "");

	constructor(private readonly scene: Scene) {
		const { words } = scene;
		const titles = [words("query"), words("strongest key"), words("second"), words("third")];
		const heading = element("tr", "", {}, ...titles.map((title) => element("th", "", { scope: "col" }, title)));
		const table = element(
			"table",
			"al-Strongest-table",
			{},
			this.caption,
			element("thead", "", {}, heading),
			this.body,
		);
		this.node = element("div", "al-Strongest", { role: "group" }, this.note, table);
		this.node.setAttribute("aria-label", words("Strongest keys of each query"));
	}

	show(summary: string): void {
		const { weights, selection, words } = this.scene;
		const plane = weights.plane(selection.lead);
		const name = leadName(this.scene, selection.lead);
		this.caption.textContent = [words("Strongest keys of each query"), name].filter(Boolean).join(words(", "));
		this.note.textContent = summary;
		this.body.replaceChildren(...strongestOf(plane, MOST_ROWS, KEYS).map((line) => this.row(line, plane)));
	}

	private row({ rows, best }: Strongest, plane: Plane): HTMLElement {
		const { scene } = this;
		const [down, across] = plane.pooling;
		const query = spanLabel(scene, scene.map.query, rows[0] * down, rows[1] * down);
		const cells = Array.from({ length: KEYS }, (_, i) => {
			if (best[i] === undefined) return element("td", "", {}, i === 0 ? scene.words("no weight") : "");
			const { column, weight } = best[i];
			const key = spanLabel(scene, scene.map.key, column * across, (column + 1) * across);
			const number = element("span", "al-Strongest-weight", {}, shortWeight(scene, plane, weight));
			return element("td", "", {}, element("bdi", "", {}, key), " ", number);
		});
		return element("tr", "", {}, element("th", "", { scope: "row" }, element("bdi", "", {}, query)), ...cells);
	}
}
