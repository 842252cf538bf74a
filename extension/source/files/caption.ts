import type { Region } from "@attention-lab/attention/map/files";
import { formatError } from "../colours/ticks";
import { titleOf } from "../maps/title";
import { provenance } from "../views/header";
import { leadName } from "../views/sentences";
import type { Scene } from "../views/view";

/** What stands above a saved picture: the title; head and rectangle; where the numbers come from and how exact they are. */
export function captionOf(scene: Scene, region: Region): { title: string; lines: string[] } {
	const { map, words } = scene;
	const { query, key } = region;
	const part = query[1] - query[0] < map.query.size || key[1] - key[0] < map.key.size;
	const where = part ? words("queries %1 to %2, keys %3 to %4", query[0], query[1] - 1, key[0], key[1] - 1) : "";
	const exact = region.error === 0 ? words("exact weights") : words("saved preview, ± %1", formatError(region.error));
	const pooled = Math.max(...region.pooling) > 1 ? words("largest of %1 × %2 cells", ...region.pooling) : "";
	const lines = [[leadName(scene, region.leads[0]), where], [provenance(scene)], [exact, pooled]].map((parts) =>
		parts.filter(Boolean).join(" · "),
	);
	return { title: titleOf(map, words("Attention map")), lines: lines.filter(Boolean) };
}
