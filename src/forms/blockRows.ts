/** Which blocks meet, before any tensor: rows of blocks, and groups of rows that are computed at once. */
import { wrong } from "../wrong";

/** Whether block i of the queries looks at block j of the keys: rows of booleans, or a rule. */
export type BlockLayout = readonly (readonly boolean[])[] | ((i: number, j: number) => boolean);

export interface Cut {
	/** Of each block, the last may be shorter. */
	sizes: number[];
	starts: number[];
}

/** A block of queries, and the blocks of keys that it looks at. */
export interface Row {
	i: number;
	blocks: number[];
	/** Nothing is to be seen: `blocks` is the first, under a closed mask, so that outputs and gradients are 0. */
	isEmpty: boolean;
	/** The diagonal runs through `blocks`. */
	isCut: boolean;
	/** Queries. */
	height: number;
	/** Keys. */
	width: number;
}

/** Numbers of a group's scores, keys or values that are held at once. */
const HELD = 2 ** 20;

/** Blocks of keys that each block of queries looks at. */
export function visible(name: string, layout: BlockLayout, rows: number, columns: number): number[][] {
	const isRule = typeof layout === "function";
	const must = `layout must be a function or ${rows} rows of ${columns} booleans`;
	const fits = Array.isArray(layout) && layout.length === rows && layout.every((row) => row?.length === columns);
	if (!isRule && !fits) throw wrong(name, must, { layout });
	return Array.from({ length: rows }, (_, i) =>
		Array.from({ length: columns }, (_, j) => j).filter((j) => {
			const open = isRule ? layout(i, j) : layout[i][j];
			if (typeof open !== "boolean") throw wrong(name, must, { [`layout at ${i}, ${j}`]: open });
			return open;
		}),
	);
}

export function cut(length: number, block: number): Cut {
	const starts = Array.from({ length: Math.ceil(length / block) }, (_, i) => i * block);
	return { starts, sizes: starts.map((start) => Math.min(block, length - start)) };
}

/** The row of block i; where `first` is there, query 0 looks no further than key `first`, query 1 one further, and so on. */
export function rowOf(
	i: number,
	open: number[],
	{ queries, keys, first }: { queries: Cut; keys: Cut; first?: number },
): Row {
	const [height, diagonal] = [queries.sizes[i], first === undefined ? undefined : queries.starts[i] + first];
	const seen = diagonal === undefined ? open : open.filter((j) => keys.starts[j] < diagonal + height);
	const isEmpty = seen.length === 0;
	const blocks = isEmpty ? [0] : seen;
	const isCut = diagonal !== undefined && blocks.some((j) => keys.starts[j] + keys.sizes[j] - 1 > diagonal);
	return { i, blocks, isEmpty, isCut, height, width: blocks.reduce((sum, j) => sum + keys.sizes[j], 0) };
}

/** Rows of one shape, as many as may be held at once. */
export function groups(rows: Row[], perKey: (height: number) => number): Row[][] {
	const found = new Map<string, Row[][]>();
	for (const row of rows) {
		const shape = [row.height, row.width, row.isEmpty, row.isCut].join();
		const alike = found.get(shape) ?? [[]];
		const count = alike.at(-1)!.length;
		if (count > 0 && (count + 1) * row.width * perKey(row.height) > HELD) alike.push([]);
		alike.at(-1)!.push(row);
		found.set(shape, alike);
	}
	return [...found.values()].flat();
}
