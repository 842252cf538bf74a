import { moveCursor } from "../../extension/source/cursor";
import { Selection } from "../../extension/source/selection";

const shape = [2, 3, 5, 7];

describe("a selection", () => {
	test("starts at the first head and looks at nothing", () => {
		const selection = new Selection(shape);
		expect([selection.lead, selection.cell]).toEqual([[0, 0], null]);
	});

	test("moves what is outside onto the nearest axis end", () => {
		const selection = new Selection(shape);
		selection.lead = [9, -4];
		expect(selection.lead).toEqual([1, 0]);
		selection.lead = [Number.NaN, 1.7];
		expect(selection.lead).toEqual([0, 1]);
		selection.look = { query: 99, key: -1 };
		expect(selection.look).toEqual({ query: 4, key: 0 });
	});

	test("speaks only when something changes", () => {
		const selection = new Selection(shape);
		const heard: string[] = [];
		selection.changed.connect((_, change) => heard.push(change));
		selection.lead = [1, 2];
		selection.lead = [1, 2];
		selection.look = { query: 1, key: 1 };
		selection.look = { query: 1, key: 1 };
		selection.togglePin({ query: 2, key: 2 });
		selection.togglePin({ query: 2, key: 2 });
		expect(heard).toEqual(["lead", "look", "pin", "pin"]);
	});

	test("reads out the looked-at cell before the pinned one", () => {
		const selection = new Selection(shape);
		selection.pin = { query: 1, key: 2 };
		expect(selection.cell).toEqual({ query: 1, key: 2 });
		selection.look = { query: 3, key: 3 };
		expect(selection.cell).toEqual({ query: 3, key: 3 });
	});
});

describe("the cell cursor", () => {
	const press = (key: string, ctrlKey = false): unknown => moveCursor({ query: 2, key: 3 }, { key, ctrlKey }, 5, 7);

	test("walks by arrows and jumps by Home, End and the Page keys", () => {
		expect(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].map((key) => press(key))).toEqual([
			{ query: 1, key: 3 },
			{ query: 3, key: 3 },
			{ query: 2, key: 2 },
			{ query: 2, key: 4 },
		]);
		expect([press("Home"), press("End"), press("PageUp"), press("PageDown")]).toEqual([
			{ query: 2, key: 0 },
			{ query: 2, key: 6 },
			{ query: 0, key: 3 },
			{ query: 4, key: 3 },
		]);
		expect([press("Home", true), press("End", true)]).toEqual([
			{ query: 0, key: 0 },
			{ query: 4, key: 6 },
		]);
	});

	test("leaves other keys to the page", () => {
		expect(["a", "Tab", "Enter"].map((key) => press(key))).toEqual([null, null, null]);
	});
});
