import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attentionMap, saveMap } from "@attention-lab/attention";
import { someWeights } from "../map/document.fixture";

const folder = mkdtempSync(join(tmpdir(), "maps-"));
const shape = [2, 3, 5, 7];
const map = attentionMap(someWeights(), { shape, title: "Map </script>", queryTokens: [..."日bcde"] });

async function saved(name: string, options: Parameters<typeof saveMap>[2] = {}): Promise<string> {
	await saveMap(map, join(folder, name), options);
	return readFileSync(join(folder, name), "latin1");
}

test("each ending writes its own kind of file", async () => {
	expect(await saved("a.png")).toMatch(/^\x89PNG/);
	expect(await saved("a.PDF")).toMatch(/^%PDF-1\.7[\s\S]*%%EOF\n$/);
	expect(await saved("a.svg", { lead: [1, 2], query: [1, 4] })).toContain("layer 1, head 2");
	expect((await saved("a.html")).match(/<\/script>/g)).toHaveLength(2);
	expect((await saved("a.csv", { lead: [1, 0], key: [2, 4] })).split("\r\n")).toHaveLength(2 + 5 * 2);
	expect(await saved("a.npy")).toContain("'shape': (2, 3, 5, 7)");
	expect(JSON.parse(await saved("a.json", { lead: [1, 1] })).weights[0][4][6]).toBeCloseTo(
		map.values[5 * 7 * 5 - 1],
		6,
	);
});

test("what cannot be saved is said", async () => {
	await expect(saveMap(map, "a.jpg")).rejects.toThrow("saveMap: path must end in .png, .svg, .pdf");
	await expect(saveMap(map, "a.csv", { lead: [2, 0] })).rejects.toThrow("lead must be an index below each of [2,3]");
	await expect(saveMap(map, "a.npy", { key: [3, 9] })).rejects.toThrow("key must be [from, to) within 0 to 7");
});
