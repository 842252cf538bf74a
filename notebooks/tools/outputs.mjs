/** Outputs: which of an earlier run may stay, and what of a run is not worth a line in a diff. */

export const MAP = "application/vnd.attention-lab.map.v1+json";

/** Fresh cells take the outputs of earlier ones whose id and source are the same. */
export function keepOutputs(fresh, earlier) {
	const old = new Map(codeCells(earlier).map((cell) => [cell.id, cell]));
	const cells = fresh.cells.map((cell) => {
		const same = cell.cell_type === "code" && old.get(cell.id);
		if (!same || same.source !== cell.source) return cell;
		return { ...cell, execution_count: same.execution_count, outputs: same.outputs };
	});
	return { ...fresh, cells };
}

/**
 * Fresh cells take the outputs of a run. A cell tagged `volatile` (it prints times or versions) keeps what is stored
 * already, unless its source changed: a new run then changes only what has really changed.
 */
export function takeOutputs(fresh, ran, stored) {
	const run = new Map(codeCells(ran).map((cell) => [cell.id, cell]));
	const old = new Map(codeCells(stored).map((cell) => [cell.id, cell]));
	let count = 0;
	const cells = fresh.cells.map((cell) => {
		if (cell.cell_type !== "code") return cell;
		count++;
		const before = old.get(cell.id);
		const isVolatile = cell.metadata.tags?.includes("volatile");
		const keep = isVolatile && before?.source === cell.source && before.outputs.length > 0;
		const from = keep ? before : run.get(cell.id);
		return { ...cell, execution_count: count, outputs: from.outputs.map((out) => normal(out, count)) };
	});
	return { ...fresh, cells };
}

function codeCells(notebook) {
	return (notebook?.cells ?? []).filter((cell) => cell.cell_type === "code");
}

function normal(output, count) {
	const { transient, ...rest } = output;
	if ("execution_count" in rest) rest.execution_count = count;
	if (rest.data?.["text/html"]?.includes("<progress ")) rest.data = withoutSeconds(rest.data);
	const map = rest.data?.[MAP];
	if (map) {
		const { handle, ...saved } = map;
		rest.data = { ...rest.data, [MAP]: saved };
	}
	return rest;
}

/** A finished progress bar says how long it took, which no two runs agree on. */
function withoutSeconds(data) {
	return Object.fromEntries(
		Object.entries(data).map(([mime, text]) => [mime, text.replace(/ in (?:[\d.]+ m?s|\d+:\d\d min)/, "")]),
	);
}
