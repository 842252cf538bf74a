import { LiveMap } from "../../../extension/source/live/live-map";
import { readMap } from "../../../extension/source/maps/attention-map";
import { Recent } from "../../../extension/source/maps/recent";
import { Weights } from "../../../extension/source/maps/weights";
import { zoomFor } from "../../../extension/source/maps/zoom";
import { documentOf } from "../documents";
import { FakeKernel } from "../live/fake-kernel";

const shape = [2, 3, 5, 7];

async function start(): Promise<{ weights: Weights; truth: Float32Array; kernel: FakeKernel; changes: string[] }> {
	const { document, weights: truth } = await documentOf(shape);
	const weights = new Weights(await readMap(document));
	const changes: string[] = [];
	weights.changed.connect(() => changes.push(weights.state));
	const kernel = new FakeKernel(shape, truth);
	return { weights, truth, kernel, changes };
}

describe("weights", () => {
	test("are the saved ones until a kernel answers, then the exact ones", async () => {
		const { weights, truth, kernel, changes } = await start();
		expect(weights.plane([1, 2]).exact).toBe(false);
		weights.connect(new LiveMap(kernel, "a map"));
		await kernel.settled();
		expect(weights.plane([1, 2]).exact).toBe(false);
		await kernel.settled();
		const plane = weights.plane([1, 2]);
		expect(plane.exact).toBe(true);
		expect([...plane.values]).toEqual([...truth.subarray(5 * 35, 6 * 35)]);
		expect(changes).toEqual(["asking", "live", "live"]);
	});

	test("are asked for once per head, however often they are drawn", async () => {
		const { weights, kernel } = await start();
		weights.connect(new LiveMap(kernel, "a map"));
		await kernel.settled();
		for (let i = 0; i < 4; i++) weights.plane([0, 1]);
		await kernel.settled();
		weights.plane([0, 1]);
		expect(kernel.requests).toHaveLength(1);
	});

	test("fall back to the saved ones when the kernel goes, with its reason", async () => {
		const { weights, kernel } = await start();
		weights.connect(new LiveMap(kernel, "a map"));
		await kernel.settled();
		weights.plane([0, 0]);
		await kernel.settled();
		kernel.onClose({ error: "the map was disposed" });
		expect(weights.plane([0, 0]).exact).toBe(false);
		expect([weights.state, weights.reason]).toEqual(["saved", "the map was disposed"]);
	});

	test("of another shape are not believed", async () => {
		const { weights } = await start();
		const kernel = new FakeKernel([2, 3, 5, 8], new Float32Array(240));
		weights.connect(new LiveMap(kernel, "a map"));
		await kernel.settled();
		expect([weights.state, kernel.closed]).toEqual(["saved", true]);
	});

	test("of large maps are pooled to a million pixels", () => {
		expect([zoomFor(1024, 1024), zoomFor(1025, 1024), zoomFor(32768, 32768)]).toEqual([0, 1, 5]);
	});
});

describe("a recent memory", () => {
	test("forgets what was not used for longest", () => {
		const recent = new Recent<number>(2);
		recent.set("a", 1);
		recent.set("b", 2);
		recent.get("a");
		recent.set("c", 3);
		expect(["a", "b", "c"].map((key) => recent.get(key))).toEqual([1, undefined, 3]);
	});
});
