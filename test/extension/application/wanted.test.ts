import { wantedOf } from "../../../extension/source/application/wanted";

describe("what a save command is asked for", () => {
	test("is one pixel a pixel of what is on the screen, unless it says otherwise", () => {
		expect(wantedOf({ format: "npy" }, ["view"])).toEqual({ format: "npy", scale: 1, scope: "view" });
		const args = { format: "png", scale: 3, scope: "heads", isToggled: true };
		expect(wantedOf(args, ["view", "heads"])).toEqual({ format: "png", scale: 3, scope: "heads" });
	});

	test.each([
		[{}, "attention-lab:save: format must be one of png, svg, pdf, html, csv, npy, json, got undefined"],
		[
			{ format: "constructor" },
			'attention-lab:save: format must be one of png, svg, pdf, html, csv, npy, json, got "constructor"',
		],
		[{ format: "png", scale: 0 }, "attention-lab:save: scale must be a whole number from 1 to 8, got 0"],
		[{ format: "png", scale: "2" }, 'attention-lab:save: scale must be a whole number from 1 to 8, got "2"'],
		[{ format: "csv", scope: "row" }, 'attention-lab:save: scope must be one of view, heads for this map, got "row"'],
	])("must be something that there is: %j", (args, message) => {
		expect(() => wantedOf(args, ["view", "heads"])).toThrow(message);
	});
});
