import type { Plane } from "../../../../extension/source/maps/plane";
import { Selection } from "../../../../extension/source/selection";
import { Focus, peakOf } from "../../../../extension/source/views/media/focus";
import { type Direction, settingsOf } from "../../../../extension/source/views/media/settings";
import { edge } from "../../../../extension/source/views/media/shade";
import type { Scene } from "../../../../extension/source/views/view";
import { weightsOf } from "../../documents";

const [queries, keys] = [5, 7];
const values = weightsOf([queries, keys]);
const plane: Plane = { rows: queries, columns: keys, values, pooling: [1, 1], exact: true };

function start(direction: Direction) {
	const selection = new Selection([queries, keys]);
	const map = { query: { size: queries }, key: { size: keys } };
	const scene = { selection, map, weights: { row: () => plane, column: () => plane } } as unknown as Scene;
	return {
		selection,
		focus: new Focus(
			scene,
			() => direction,
			(axis) => (axis === "query" ? 1 : 2),
		),
	};
}

const strongestKey = (query: number): number => peakOf(values.subarray(query * keys, (query + 1) * keys));

describe("a focus", () => {
	test("spreads over a row from a query and over a column to a key", () => {
		expect([...start("from").focus.line()]).toEqual([...values.subarray(keys, 2 * keys)]);
		const column = Array.from({ length: queries }, (_, query) => values[query * keys + 2]);
		expect([...start("to").focus.line()]).toEqual(column);
	});

	test("in cross attention is its own axis's token, and the other axis reads against it", () => {
		const { focus, selection } = start("from");
		focus.point("query", 3);
		expect(selection.look).toEqual({ query: 3, key: strongestKey(3) });
		focus.point("key", 6);
		expect(selection.look).toEqual({ query: 3, key: 6 });
		focus.leave();
		expect([focus.index, focus.other]).toEqual([3, null]);
		focus.release();
		expect(focus.index).toBe(1);
	});

	test("in self attention stays where it is pinned", () => {
		const { focus, selection } = start("from");
		focus.point("both", 4);
		expect(selection.look?.query).toBe(4);
		focus.press("both", 4);
		expect(selection.pin).toEqual({ query: 4, key: strongestKey(4) });
		focus.point("both", 2);
		expect(selection.look).toEqual({ query: 4, key: 2 });
		expect(focus.index).toBe(4);
		focus.press("both", 2);
		expect(selection.pin).toEqual({ query: 2, key: strongestKey(2) });
		focus.press("both", 2);
		expect(selection.pin).toBeNull();
	});

	test("finds a peak where nothing was looked at before it", () => {
		expect([peakOf([Number.NaN, 0, 0.5, 0.5]), peakOf([Number.NaN]), peakOf([-2, 1])]).toEqual([2, 0, 0]);
	});
});

describe("settings", () => {
	const defaults = { direction: "from", style: "light", strength: 0.85, path: false } as const;
	const read = (kept: unknown) => settingsOf({ choice: { picture: kept } } as unknown as Scene, "picture", defaults);

	test("are the reader's, where they are any", () => {
		const chosen = { direction: "to", style: "colour", strength: 0.5, path: true };
		expect(read(chosen)).toEqual(chosen);
	});

	test.each([null, 7, "x", [], { direction: "up", style: {}, strength: 2, path: 1 }, { strength: Number.NaN }])(
		"of a notebook are not believed: %j",
		(kept) => {
			expect(read(kept)).toEqual(defaults);
		},
	);
});

test("an edge is where the raster changes to the next cell", () => {
	for (const [count, length] of [
		[7, 101],
		[14, 450],
		[5, 5],
		[3, 64],
	]) {
		for (let pixel = 0; pixel < length; pixel++) {
			const cell = Math.floor(((pixel + 0.5) * count) / length);
			expect(edge(cell, count, length) <= pixel && pixel < edge(cell + 1, count, length)).toBe(true);
		}
	}
});
