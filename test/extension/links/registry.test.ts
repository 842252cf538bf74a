/** @jest-environment jsdom */
import type { Axis } from "@attention-lab/attention/map";
import { type Member, Registry } from "../../../extension/source/links/registry";
import { Selection } from "../../../extension/source/selection";

const place = {};
const labels = (size: number, word = "t"): string[] => Array.from({ length: size }, (_, i) => `${word}${i}`);
const axis = (size: number, more: Partial<Axis> = {}): Axis => ({ name: "query", size, labels: labels(size), ...more });

function member(query: Axis, key: Axis, more: Partial<Member> = {}): Member & { count: number; heard: number } {
	const made = {
		query,
		key,
		place,
		on: true,
		count: 0,
		heard: 0,
		selection: new Selection([2, query.size, key.size]),
		complete: (part: { query?: number; key?: number }) => ({ query: part.query ?? 0, key: part.key ?? 0 }),
		counted(count: number) {
			made.count = count;
		},
		...more,
	};
	made.selection.changed.connect(() => {
		made.heard++;
	});
	return made;
}

const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

describe("maps that share tokens", () => {
	test("share pins, and let go together", () => {
		const registry = new Registry();
		const [a, b] = [member(axis(5), axis(7)), member(axis(5), axis(7))];
		for (const each of [a, b]) registry.join(each);
		expect([a.count, b.count]).toEqual([1, 1]);
		a.selection.pin = { query: 3, key: 4 };
		expect(b.selection.pin).toEqual({ query: 3, key: 4 });
		b.selection.pin = null;
		expect(a.selection.pin).toBeNull();
		expect([a.heard, b.heard]).toEqual([2, 2]);
	});

	test("carry over the shared end only, to whichever end it is", () => {
		const registry = new Registry();
		const tokens = axis(5);
		const self = member(tokens, axis(5));
		const cross = member(axis(11, { labels: labels(11, "x") }), tokens);
		for (const each of [self, cross]) registry.join(each);
		self.selection.pin = { query: 1, key: 3 };
		expect(cross.selection.pin).toEqual({ query: 0, key: 3 });
		cross.selection.pin = { query: 9, key: 2 };
		expect(self.selection.pin).toEqual({ query: 2, key: 2 });
	});

	test("are tied by a link across notebooks, by labels within one, by sizes never", () => {
		const registry = new Registry();
		const linked = () => axis(3, { link: "text" });
		const bare = () => axis(3, { labels: undefined });
		const all = [
			member(linked(), linked()),
			member(linked(), linked(), { place: {} }),
			member(axis(3), axis(3)),
			member(axis(3), axis(3), { place: {} }),
			member(bare(), bare()),
			member(bare(), bare()),
		];
		for (const each of all) registry.join(each);
		expect(all.map((each) => each.count)).toEqual([1, 1, 0, 0, 0, 0]);
	});

	test("leave: nothing reaches a map that is gone or switched off", () => {
		const registry = new Registry();
		const all = [member(axis(5), axis(7)), member(axis(5), axis(7)), member(axis(5), axis(7), { on: false })];
		const [, leave] = all.map((each) => registry.join(each));
		leave();
		all[0].selection.pin = { query: 1, key: 1 };
		expect(all.map((each) => each.heard)).toEqual([1, 0, 0]);
		expect(all[0].count).toBe(0);
	});

	test("thousands of looks are carried once per frame", async () => {
		const registry = new Registry();
		const [a, b] = [member(axis(5), axis(7)), member(axis(5), axis(7))];
		for (const each of [a, b]) registry.join(each);
		for (let i = 0; i < 10_000; i++) a.selection.look = { query: i % 5, key: i % 7 };
		await nextFrame();
		await nextFrame();
		expect(b.selection.look).toEqual(a.selection.look);
		expect(b.heard).toBe(1);
		expect(a.heard).toBe(10_000);
	});
});
