/** @jest-environment jsdom */
import { Selection } from "../../../extension/source/selection";
import { pickers } from "../../../extension/source/views/pickers";
import type { Room, Scene } from "../../../extension/source/views/view";
import { english } from "../../../extension/source/words/words";

const said: string[] = [];

function scene(): Scene {
	const leads = [
		{ name: "layer", size: 2 },
		{ name: "head", size: 3, labels: ["<b>a</b>", "b", "c"] },
		{ name: "step", size: 1000 },
	];
	const selection = new Selection([2, 3, 1000, 5, 7]);
	return { map: { leads }, selection, words: english, announce: (text: string) => said.push(text) } as unknown as Scene;
}

const draw = [new Set(["lead"] as const), { width: 1, height: 1 } as Room] as const;

describe("pickers", () => {
	test("are one per leading axis: a list, or a number where it is long", () => {
		const view = pickers(scene());
		const fields = [...view.node.querySelectorAll<HTMLElement>(".al-Picker-field")];
		expect(fields.map((field) => [field.tagName, field.getAttribute("aria-label")])).toEqual([
			["SELECT", "layer"],
			["SELECT", "head"],
			["INPUT", "step"],
		]);
	});

	test("choose, step, and stop at the ends", () => {
		const stage = scene();
		const view = pickers(stage);
		const [layer, head] = view.node.querySelectorAll("select");
		head.value = "2";
		head.dispatchEvent(new Event("change"));
		view.node.querySelector<HTMLButtonElement>('[aria-label="Next layer"]')?.click();
		expect(stage.selection.lead).toEqual([1, 2, 0]);
		expect(said).toEqual(["layer 1, head c, step 0"]);
		view.draw(...draw);
		expect([layer.value, head.value]).toEqual(["1", "2"]);
		expect(view.node.querySelector('[aria-label="Next head"]')?.getAttribute("aria-disabled")).toBe("true");
	});

	test("show labels as text", () => {
		const view = pickers(scene());
		expect(view.node.querySelector("b")).toBeNull();
		expect(view.node.textContent).toContain("<b>a</b>");
	});

	test("an axis that has grown is offered anew, the others stay as they are", () => {
		const stage = scene();
		const view = pickers(stage);
		const [layer] = view.node.querySelectorAll("select");
		stage.map.leads[2] = { name: "step", size: 5 };
		view.draw(new Set(["data"] as const), draw[1]);
		const fields = [...view.node.querySelectorAll(".al-Picker-field")];
		expect(fields[0]).toBe(layer);
		expect([fields.length, fields[2].childElementCount]).toEqual([3, 5]);
	});
});
