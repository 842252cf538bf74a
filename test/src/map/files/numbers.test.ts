import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toCsv, toNpy, toSelection } from "@attention-lab/attention/map/files";
import { csvField, shortest } from "../../../../src/map/files/csv";
import { regionOf } from "./region";

/** RFC 4180, read the slow way. */
function parse(text: string): string[][] {
	const rows: string[][] = [];
	let [row, field, quoted]: [string[], string, boolean] = [[], "", false];
	for (let i = 0; i < text.length; i++) {
		if (quoted && text[i] === '"' && text[i + 1] === '"') field += text[++i];
		else if (text[i] === '"') quoted = !quoted;
		else if (!quoted && text[i] === ",") [row, field] = [[...row, field], ""];
		else if (!quoted && text.startsWith("\r\n", i)) {
			rows.push([...row, field]);
			[row, field] = [[], ""];
			i++;
		} else field += text[i];
	}
	return rows;
}

const all = [0, 1].flatMap((layer) => [0, 1, 2].map((head) => [layer, head]));

test("csv: every number comes back, tokens are quoted and never formulas", () => {
	const region = regionOf([[1, 2]], 5, 7);
	region.values[3] = Number.NaN;
	const text = toCsv(region);
	expect(text.startsWith("\ufeff")).toBe(true);
	const [heading, ...rows] = parse(text.slice(1));
	expect(heading).toEqual(["layer", "head", "query", "query token", "key", "key token", "weight", "error"]);
	expect(rows).toHaveLength(35);
	rows.forEach((row, i) => {
		expect(row.slice(0, 5)).toEqual(["1", "2", String(Math.floor(i / 7)), "abcde"[Math.floor(i / 7)], String(i % 7)]);
		if (i === 3) expect(row[6]).toBe("");
		else expect(Math.fround(Number(row[6]))).toBe(region.values[i]);
	});
	expect(rows.slice(0, 6).map((row) => row[5])).toEqual(["'=1+1", 'say "hi", you', "日本", "'-", "'@x", "'\n"]);
	expect(["\t=x", "+1", "plain", " a"].map(csvField)).toEqual(["'\t=x", "'+1", "plain", '" a"']);
});

test("csv: pooled numbers say what they cover, and how far they may be off", () => {
	const region = regionOf([[0, 0]], 2, 3, { query: [4, 11], key: [0, 12], pooling: [4, 4], error: 0.001 });
	const [heading, first, , , last] = parse(toCsv(region).replace("\ufeff", ""));
	expect(heading.slice(6)).toEqual(["query count", "key count", "weight", "error"]);
	expect([first[2], first[3], first[6], first[7], first[9]]).toEqual(["4", "e to h", "4", "4", "0.001"]);
	expect([last[2], last[3], last[6]]).toEqual(["8", "i to k", "3"]);
});

test("the shortest decimal of a float32 is that float32", () => {
	expect(shortest(Math.fround(0.1))).toBe("0.1");
	for (const value of [1 / 3, 1e-12, 123456.789, -0.7, 3.4e38]) {
		expect(Math.fround(Number(shortest(Math.fround(value))))).toBe(Math.fround(value));
	}
});

test("npy: the format's bytes, and what NumPy reads", () => {
	const region = regionOf(all, 5, 7);
	region.values[8] = Number.NaN;
	const bytes = toNpy(region);
	expect([...bytes.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
	const start = 10 + bytes[8] + 256 * bytes[9];
	expect(start % 64).toBe(0);
	expect(bytes[start - 1]).toBe(10);
	expect(new Float32Array(bytes.slice(start).buffer)).toEqual(region.values);
	const folder = mkdtempSync(join(tmpdir(), "npy-"));
	writeFileSync(join(folder, "all.npy"), bytes);
	writeFileSync(join(folder, "one.npy"), toNpy(regionOf([[1, 0]], 5, 7)));
	const python = join(__dirname, "../../../../.venv/bin/python");
	const read =
		"import numpy as np, sys; a, b = map(np.load, sys.argv[1:]); print(a.dtype, a.shape, float(a[1, 2, 4, 6]), b.shape)";
	const files = [join(folder, "all.npy"), join(folder, "one.npy")];
	const { error, stdout } = spawnSync(python, ["-c", read, ...files], { encoding: "utf8" });
	expect(error).toBeUndefined();
	expect(stdout.trim()).toBe(`float32 (2, 3, 5, 7) ${region.values.at(-1)} (5, 7)`);
});

test("json: ranges with their tokens, weights by head, row and column", () => {
	const region = regionOf([[1, 2]], 2, 3, { query: [3, 5], key: [1, 4], error: 0.002 });
	region.values[1] = Number.NaN;
	const read = JSON.parse(toSelection(region));
	expect(read.lead).toEqual([1, 2]);
	expect(read.query).toEqual({ from: 3, to: 5, tokens: ["d", "e"] });
	expect(read.key.tokens).toEqual(['say "hi", you', "日本", "-"]);
	expect(read.weights[0][0][1]).toBeNull();
	expect(Math.fround(read.weights[0][1][2])).toBe(region.values[5]);
	expect(read.accuracy).toBe("saved preview, ± 0.002");
});

test("numbers that do not fill the region are refused", () => {
	const short = regionOf([[0, 0]], 2, 3, { values: new Float32Array(5) });
	for (const write of [toCsv, toNpy, toSelection]) expect(() => write(short)).toThrow("got 5 for [1, 2, 3]");
});
