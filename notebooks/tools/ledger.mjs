/** What the lessons found out, read from their sources and from their stored outputs. */

/** The verdicts of a lesson as they stand in its code and its solutions. */
export function verdicts({ number, parts, solutions }) {
	const texts = [...parts.filter(({ kind }) => kind === "code").map(({ text }) => text), ...solutions.values()];
	const found = new Map();
	for (const text of texts) {
		for (const entry of text.split(/(?=\brow: ")/).slice(1)) {
			const row = /^row: "([^"]+)"/.exec(entry)[1];
			const line = /\bline: (\d+)/.exec(entry)?.[1];
			const verdict = /\bverdict: "(holds|wrong|vague|dated|opinion)"/.exec(entry)?.[1];
			if (verdict && line) found.set(row, { lesson: number, row, line: Number(line), verdict });
		}
	}
	return [...found.values()];
}

const COLUMNS = ["row", "measure", "value", "baseline", "bound", "holds"];

/** The closing figures that a stored notebook shows, from the tables of its cells tagged `results`. */
export function closingFigures({ lesson, stored }) {
	const cells = (stored?.cells ?? []).filter(({ metadata }) => metadata.tags?.includes("results"));
	const tables = cells.flatMap(({ outputs }) => outputs.map((output) => output.data?.["text/html"]).filter(Boolean));
	return tables.flatMap(tableRows).map((cells) => ({
		lesson: lesson.number,
		...Object.fromEntries(COLUMNS.map((name, i) => [name, cells[i] ?? ""])),
	}));
}

function tableRows(html) {
	const body = /<tbody>([\s\S]*?)<\/tbody>/.exec(html)?.[1] ?? "";
	return [...body.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
		[...row.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell]) => plain(cell)),
	);
}

const ENTITIES = { lt: "<", gt: ">", quot: '"', amp: "&" };

function plain(html) {
	const text = html.replace(/<[^>]*>/g, "").replace(/&(?:#(\d+)|(\w+));/g, (entity, code, name) => {
		return code ? String.fromCodePoint(code) : (ENTITIES[name] ?? entity);
	});
	// A column of numbers shows them all with the decimals that one of them needs.
	return /^-?\d+\.0+$/.test(text) && Math.abs(text) >= 2 ? String(Number(text)) : text;
}
