import { element } from "../../element";
import { errorBox } from "../../error-box";
import { labelOf } from "../../layout/tokens";
import { knownStatistics, type StatisticName } from "../../maps/statistics";
import { headCount, headOf, headStatistic, leadOf, pickStatistic, shortName, statisticNames } from "../heads";
import { leadName } from "../sentences";
import type { Scene, View } from "../view";
import { statisticChooser } from "./chooser";
import { FigureBox } from "./figure-box";
import { bars, type Drawing, type Facts, heatMap, plain, scatter } from "./figures";
import { HeadTable } from "./table";

/** What was chosen here: the statistic of the colours, the two of the points, and the table's order. */
export interface Shown {
	of: StatisticName;
	across: StatisticName;
	up: StatisticName;
	sort: StatisticName | null;
	down: boolean;
}

/** All heads by numbers: as a grid, as points, as bars, and as a table that is also the way of the keyboard. */
export function statistics(scene: Scene): View {
	const { words, selection } = scene;
	const names = statisticNames(words);
	const keep = (part: Partial<Shown>): void => scene.choose({ statistics: { ...readShown(scene), ...part } });
	const choose = (head: number): void => {
		if (!(head >= 0 && head < headCount(scene))) return;
		selection.lead = leadOf(scene, head);
		scene.announce(leadName(scene, selection.lead));
	};
	const chooser = statisticChooser(scene, keep);
	const figures = [heatMap, scatter, bars].map((make) => ({ make, box: new FigureBox(choose) }));
	const table = new HeadTable({ head: words("Head"), caption: words("All heads") }, choose, (sort) => {
		const { sort: before, down } = readShown(scene);
		keep({ sort: sort as StatisticName | null, down: sort === before ? !down : true });
	});
	const note = element("p", "al-Statistics-note");
	const charts = element("div", "al-Statistics-figures", {}, ...figures.map(({ box }) => box.node));
	const body = element("div", "al-Statistics-body", {}, charts, table.node);
	const node = element("div", "al-Statistics", {}, chooser.node, body, note);

	function showFigures(facts: Facts): void {
		for (const { make, box } of figures) {
			const drawing: Drawing = make(facts);
			const label = `${(drawing.layout.title as { text: string }).text}. ${words("The table has the same numbers.")}`;
			box.show(drawing, scene.palette, label).catch((error: unknown) => {
				if (node.isConnected) charts.replaceChildren(errorBox(words("This figure cannot be drawn"), error));
			});
		}
	}

	return {
		node,
		draw(changes) {
			if (!["room", "lead", "data", "theme", "choice"].some((change) => changes.has(change as "room"))) return;
			const shown = readShown(scene);
			const known = knownStatistics(scene.map);
			const found = known.map((name) => ({ name, title: names[name], ...headStatistic(scene, name)! }));
			const heads = Array.from({ length: headCount(scene) }, (_, head) => leadOf(scene, head));
			const chosen = headOf(scene, selection.lead);
			const titles = heads.map((lead) => leadName(scene, lead));
			chooser.show(shown, known);
			table.show({ names: titles, columns: found, sort: shown.sort, down: shown.down, chosen });
			note.textContent = found.some(({ estimated }) => estimated)
				? words("Numbers that the document does not carry are measured on the saved preview.")
				: "";
			const by = (name: StatisticName): Facts["colour"] => found.find((each) => each.name === name)!;
			const [rowAxis, columnAxis] = scene.map.leads.length > 1 ? scene.map.leads.slice(-2) : [null, scene.map.leads[0]];
			const labels = (axis: typeof columnAxis): string[] =>
				Array.from({ length: axis.size }, (_, index) => labelOf(axis, index));
			showFigures({
				axes: [rowAxis === null ? "" : plain(words(rowAxis.name)), plain(words(columnAxis.name))],
				rows: rowAxis === null ? [""] : labels(rowAxis),
				columns: labels(columnAxis),
				names: titles.map(plain),
				short: heads.map((lead) => shortName(scene, lead)),
				colour: by(shown.of),
				across: by(shown.across),
				up: by(shown.up),
				chosen,
				down: shown.sort === shown.of ? shown.down : true,
				palette: scene.palette,
			});
		},
		dispose() {
			for (const { box } of figures) box.dispose();
			node.replaceChildren();
		},
	};
}

/** What was kept with the output; what is not known of this map is replaced. */
function readShown(scene: Scene): Shown {
	const kept = (scene.choice.statistics ?? {}) as Record<string, unknown>;
	const known = knownStatistics(scene.map);
	return {
		of: pickStatistic(kept.of, known),
		across: pickStatistic(kept.across, known, "distance"),
		up: pickStatistic(kept.up, known),
		sort: known.find((name) => name === kept.sort) ?? null,
		down: kept.down !== false,
	};
}
