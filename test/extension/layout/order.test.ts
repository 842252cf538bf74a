import { extentOf, orderHeads, readOrder } from "../../../extension/source/layout/order";

const values = [0.5, 0.1, Number.NaN, 0.9, 0.5];

test("heads stand by their number, equal ones as in the model, unknown ones last", () => {
	expect(orderHeads(values, { down: true, limit: null })).toEqual([3, 0, 4, 1, 2]);
	expect(orderHeads(values, { down: false, limit: null })).toEqual([1, 0, 4, 3, 2]);
});

test("a limit leaves out what lies beyond it, and what is not known", () => {
	expect(orderHeads(values, { down: true, limit: 0.5 })).toEqual([3, 0, 4]);
	expect(orderHeads(values, { down: false, limit: 0.4 })).toEqual([1]);
});

test("what was kept is checked", () => {
	expect(readOrder({ by: "sink", down: false, limit: 0.25 })).toEqual({ by: "sink", down: false, limit: 0.25 });
	for (const bad of [null, 7, "x", { by: "__proto__", down: 3, limit: "0" }, { limit: Number.NaN }]) {
		expect(readOrder(bad)).toEqual({ by: null, down: true, limit: null });
	}
});

test("the extent is that of the known numbers", () => {
	expect(extentOf(values)).toEqual([0.1, 0.9]);
	expect(extentOf([Number.NaN])).toEqual([0, 0]);
});
