/** @jest-environment jsdom */
import "./dom";
import { MIME_TYPE } from "@attention-lab/attention/map";
import { MapRenderer } from "../../extension/source/map-renderer";

const model = (value: unknown): never =>
	({ data: { [MIME_TYPE]: value }, metadata: {}, setData: () => undefined, trusted: false }) as never;

describe("a document that is none", () => {
	test.each([
		[{ version: 2 }, "version: expected 1, got 2 (the document asks for a newer viewer)"],
		[null, "document: expected an object, got null"],
		[{ version: 1, axes: [{ name: "query", size: 3 }] }, "axes: expected 2 to 8 entries, got 1"],
		[{ version: "<img src=x onerror=alert(1)>" }, 'version: expected 1, got "<img src=x onerror=alert(1)>"'],
	])("is answered by one clear error: %j", async (value, message) => {
		const renderer = new MapRenderer();
		await renderer.renderModel(model(value));
		const box = renderer.node.querySelector(".al-Error");
		expect(box?.getAttribute("role")).toBe("alert");
		expect(box?.querySelector("code")?.textContent).toBe(message);
		expect(renderer.node.querySelector("img")).toBeNull();
		expect(renderer.node.dataset.mimeType).toBe(MIME_TYPE);
		renderer.dispose();
	});
});
