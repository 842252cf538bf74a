import type { Grid } from "../../layout/grid";
import { thumbPlace } from "../../layout/grid";
import type { Scene } from "../view";

/** Heads that share one key/value head, by the document's last leading axis; 1 where it says nothing of use. */
export function groupOf({ map }: Scene): number {
	const axis = map.leads.at(-1) as { name: string; size: number; groups?: unknown } | undefined;
	const groups = axis?.groups;
	return typeof groups === "number" && Number.isInteger(groups) && groups > 1 && groups <= axis!.size ? groups : 1;
}

/** A bracket over each group, "k/v 0", where there is room for the words; the number alone where there is less. */
export function drawGroups(pen: CanvasRenderingContext2D, grid: Grid, scene: Scene): void {
	if (grid.groupGap === 0 || (scene.map.leads.length === 1 && grid.rows > 1)) return;
	const count = Math.ceil(grid.columns / grid.group);
	pen.strokeStyle = scene.palette.soft;
	pen.lineWidth = 1;
	pen.textAlign = "center";
	for (let group = 0; group < count; group++) {
		const from = thumbPlace(grid, group * grid.group).x;
		const last = Math.min(grid.columns, (group + 1) * grid.group) - 1;
		const to = thumbPlace(grid, last).x + grid.width;
		pen.beginPath();
		pen.moveTo(from + 0.5, 17.5);
		pen.lineTo(from + 0.5, 13.5);
		pen.lineTo(to - 0.5, 13.5);
		pen.lineTo(to - 0.5, 17.5);
		pen.stroke();
		const name = scene.words("k/v %1", group);
		const text = pen.measureText(name).width <= to - from + grid.groupGap - 2 ? name : String(group);
		if (pen.measureText(text).width <= to - from + grid.groupGap) pen.fillText(text, (from + to) / 2, 7);
	}
}
