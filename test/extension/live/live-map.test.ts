import { LiveMap } from "../../../extension/source/live/live-map";
import { FakeKernel } from "./fake-kernel";

const question = { lead: [], query: [0, 2], key: [0, 3], zoom: 0 } as {
	lead: number[];
	query: [number, number];
	key: [number, number];
	zoom: number;
};
const values = Float32Array.of(0.1, 0.2, 0.7, 0.3, 0.3, 0.4);

describe("a living map", () => {
	test("pairs answers with questions in any order", async () => {
		const kernel = new FakeKernel([2, 3], values);
		kernel.send = (message) => void kernel.requests.push(message as never);
		const live = new LiveMap(kernel, "m");
		const [first, second] = [live.tile(question).done, live.tile(question).done];
		kernel.onMessage({ type: "tile", id: 2, shape: [1, 1] }, [Float32Array.of(2)]);
		kernel.onMessage({ type: "tile", id: 1, shape: [1, 1] }, [Float32Array.of(1)]);
		expect([(await first).values[0], (await second).values[0]]).toEqual([1, 2]);
		expect(kernel.handle).toBe("m");
	});

	test("takes buffers that start anywhere", async () => {
		const kernel = new FakeKernel([2, 3], values);
		kernel.send = (message) => {
			const bytes = new Uint8Array(1 + 24);
			bytes.set(new Uint8Array(values.buffer), 1);
			kernel.onMessage({ type: "tile", id: (message as { id: number }).id, shape: [2, 3] }, [bytes.subarray(1)]);
		};
		expect([...(await new LiveMap(kernel, "m").tile(question).done).values]).toEqual([...values]);
	});

	test("refuses a tile whose bytes do not fill it", async () => {
		const kernel = new FakeKernel([2, 3], values);
		kernel.send = (message) =>
			kernel.onMessage({ type: "tile", id: (message as { id: number }).id, shape: [2, 3] }, [new Uint8Array(20)]);
		await expect(new LiveMap(kernel, "m").tile(question).done).rejects.toThrow(
			"tile: expected 24 bytes for [2,3], got 20",
		);
	});

	test("passes on the kernel's errors", async () => {
		const kernel = new FakeKernel([2, 3], values);
		kernel.send = (message) =>
			kernel.onMessage({ type: "error", id: (message as { id: number }).id, message: "no" }, []);
		await expect(new LiveMap(kernel, "m").tile(question).done).rejects.toThrow("no");
	});

	test("lets nobody wait for a kernel that has gone", async () => {
		const kernel = new FakeKernel([2, 3], values);
		kernel.send = () => undefined;
		const live = new LiveMap(kernel, "m");
		const reasons: string[] = [];
		live.onLost = (reason) => reasons.push(reason);
		const waiting = live.tile(question).done;
		kernel.onClose({ error: "unknown map" });
		await expect(waiting).rejects.toThrow("unknown map");
		await expect(live.tile(question).done).rejects.toThrow("gone");
		expect(reasons).toEqual(["unknown map"]);
	});

	test("withdraws what nobody waits for any more", async () => {
		const kernel = new FakeKernel([2, 3], values);
		const sent: object[] = [];
		kernel.send = (message) => void sent.push(message);
		const asked = new LiveMap(kernel, "m").tile(question);
		asked.cancel();
		await expect(asked.done).rejects.toThrow("withdrawn");
		expect(sent[1]).toEqual({ type: "cancel", id: 1 });
		asked.cancel();
		expect(sent).toHaveLength(2);
	});

	test("closes its line once", () => {
		const kernel = new FakeKernel([2, 3], values);
		const live = new LiveMap(kernel, "m");
		live.dispose();
		expect(kernel.closed).toBe(true);
	});
});
