/** A tensor as a small HTML table: what it is, its range, and at most 12 x 12 of its numbers. */
import { escapeHtml, htmlTable } from "./html";
import { formatter, isReadable, places, summary, type TensorLike, tensorTitle, valuesOf } from "./tensor-text";

/** Places shown at either end of an axis. */
const EDGE = 6;

/** Of a tensor of more than two axes, its first matrix; nothing where the text says it all. */
export function tensorHtml(tensor: TensorLike): string | undefined {
	if (!isReadable(tensor) || tensor.size < 2) {
		return undefined;
	}
	const { shape, dtype } = tensor;
	const value = valuesOf(tensor);
	const [height, width] = [1, ...shape].slice(-2);
	const down = places(height, EDGE, 2 * EDGE);
	const across = places(width, EDGE, 2 * EDGE);
	const numbers = down.flatMap((row) =>
		across.flatMap((column) => (row === "gap" || column === "gap" ? [] : [value(row * width + column)])),
	);
	const format = formatter(numbers, dtype);
	const cell = (row: number | "gap", column: number | "gap") =>
		row === "gap" || column === "gap" ? "…" : format(value(row * width + column)).trim();
	const name = (place: number | "gap") => (place === "gap" ? "…" : String(place));
	const isRow = shape.length === 1;
	const rows = down.map((row) => [...(isRow ? [] : [name(row)]), ...across.map((column) => cell(row, column))]);
	return htmlTable({
		caption: [`<b>${escapeHtml(tensorTitle(tensor))}</b>`, escapeHtml(summary(tensor, value))]
			.filter(Boolean)
			.join(" · "),
		head: [...(isRow ? [] : [""]), ...across.map(name)],
		rows,
		isNamed: !isRow,
		words: dtype === "string" ? Array(across.length + 1).fill(true) : [],
		isCode: true,
		foot: shape.length > 2 ? slice(shape) : "",
	});
}

/** `[0,0,:,:], the first of 24 matrices`. */
function slice(shape: readonly number[]): string {
	const outer = shape.slice(0, -2);
	const count = outer.reduce((product, size) => product * size, 1);
	return `[${[...outer.map(() => "0"), ":", ":"].join(",")}], ${count === 1 ? "the only matrix" : `the first of ${count} matrices`}`;
}
