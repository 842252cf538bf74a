import { escapeText } from "./escape";
import { leadName, leadOf, type Picture, sizesName, weightName } from "./picture";
import { strongestPairs } from "./strongest";
import { pairName } from "./text";

const SHOWN = 10;

/** One sentence that says what there is to see. */
export function altText(picture: Picture): string {
	const { axes } = picture.document;
	const lead = leadOf(picture);
	const drawn = lead.length > 0 ? `; ${leadName(axes, lead)} is drawn large` : "";
	const [best] = strongestPairs(picture, 1);
	if (best === undefined) return `Attention map, ${sizesName(axes)}${drawn}. All weights are 0.`;
	const [from, to] = pairName(picture, best);
	const where = best.lead.length > 0 ? ` in ${leadName(axes, best.lead)}` : "";
	return `Attention map, ${sizesName(axes)}${drawn}. The largest weight, ${weightName(best.weight)}, goes from “${from}” to “${to}”${where}.`;
}

/** A figure that needs no script: the picture with a text for those who cannot see it, a caption, the strongest pairs. */
export function toHtml(picture: Picture, pngBase64: string): string {
	const { axes, title, source } = picture.document;
	const alt = escapeText(altText(picture));
	const caption = [title ?? "Attention map", sizesName(axes), source.model, source.mask && `mask: ${source.mask}`]
		.filter((part, i, all) => part && all.indexOf(part) === i)
		.join(" · ");
	const leads = axes.slice(0, -2);
	const heading = [...leads.map((axis) => axis.name), ...axes.slice(-2).map((axis) => axis.name), "weight"];
	const rows = strongestPairs(picture, SHOWN).map((pair) => {
		const places = pair.lead.map((at, i) => leads[i].labels?.[at] ?? String(at));
		return [...places, ...pairName(picture, pair), weightName(pair.weight)];
	});
	const row = (cells: string[], tag: string) =>
		`<tr>${cells.map((c) => `<${tag}>${escapeText(c)}</${tag}>`).join("")}</tr>`;
	return [
		`<figure style="margin:0"><img alt="${alt}" src="data:image/png;base64,${pngBase64}" style="max-width:100%">`,
		`<figcaption>${escapeText(caption)}</figcaption>`,
		`<details><summary>The strongest pair of ${rows.length === 1 ? "the head" : `each of ${rows.length} heads`}</summary>`,
		`<table><thead>${row(heading, "th")}</thead><tbody>${rows.map((cells) => row(cells, "td")).join("")}</tbody></table>`,
		"</details></figure>",
	].join("\n");
}
