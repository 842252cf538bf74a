import { flatten, headAt, labelOf, leadName, leadOf, type Picture, sizesName, weightName } from "./picture";
import { maxPool } from "./pool";
import { strongestPairs } from "./strongest";

const SHADES = " .:+#@";
const MOST = 32;
const WIDEST = 12;

function fit(text: string): string {
	const letters = [...text.replace(/\s/g, " ")];
	return (letters.length > WIDEST ? [...letters.slice(0, WIDEST - 1), "…"] : letters).join("").padStart(WIDEST);
}

/** The map in plain characters: sizes, one head in six shades, the strongest pairs. Holds no escape codes. */
export function toText(picture: Picture): string {
	const { document, pixels } = picture;
	const { axes } = document;
	const [queries, keys] = axes.slice(-2);
	const lead = leadOf(picture);
	const head = headAt(picture, flatten(lead, pixels.shape));
	const step: [number, number] = [Math.ceil(head.rows / MOST), Math.ceil(head.columns / MOST)];
	const small = maxPool(head.values, [head.rows, head.columns], step);
	const [rows, columns] = small.shape;
	const top = small.values.reduce((most, weight) => Math.max(most, weight), 0);
	const shade = (weight: number) => SHADES[top === 0 ? 0 : Math.round(Math.sqrt(weight / top) * (SHADES.length - 1))];
	const lines = [
		`${document.title ?? "Attention map"} (${sizesName(axes)})`,
		`${lead.length > 0 ? `${leadName(axes, lead)}: ` : ""}rows ${queries.name}, columns ${keys.name}, @ = ${weightName(top)}`,
	];
	for (let row = 0; row < rows; row++) {
		const cells = Array.from(small.values.subarray(row * columns, (row + 1) * columns), (w) => shade(w).repeat(2));
		lines.push(`${fit(labelOf(queries, row, step[0] * pixels.pooling[0]))} ${cells.join("")}`.trimEnd());
	}
	for (const pair of strongestPairs(picture, 3)) {
		const [from, to] = pairName(picture, pair);
		const where = pair.lead.length > 0 ? `${leadName(axes, pair.lead)}: ` : "";
		lines.push(`${weightName(pair.weight)}  ${where}${from} → ${to}`);
	}
	return lines.join("\n");
}

/** Query and key of a pair in words. */
export function pairName(picture: Picture, pair: { query: number; key: number }): [string, string] {
	const [queries, keys] = picture.document.axes.slice(-2);
	const { pooling } = picture.pixels;
	return [labelOf(queries, pair.query, pooling[0]), labelOf(keys, pair.key, pooling[1])];
}
