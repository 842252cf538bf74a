/** Small rounds of each torture; CONTRIBUTING says how to run the large ones. */
import { faults } from "./faults";
import { flood } from "./flood";
import { fuzz } from "./fuzz";
import { interrupts } from "./interrupts";
import { soak } from "./soak";

/** Another one each day, so that the tests go on looking; a failure names it. */
const seed = Math.floor(Date.now() / 86_400_000);

test("strange messages: each request gets its reply and its idle, the kernel stays as it is", async () => {
	const rows = await fuzz({ size: 400, seed });
	expect(rows.at(-1)).toMatchObject({ kind: "all" });
	expect(rows.length).toBeGreaterThan(20);
});

test("deaths of the process that runs cells: no line is lost, no process is left", async () => {
	const rows = await faults({ size: 8, seed });
	expect(rows.reduce((sum, { rounds }) => sum + Number(rounds), 0)).toBe(8);
});

test("a flood of lines arrives whole and in order, and can be interrupted", async () => {
	expect(await flood({ size: 100_000, seed })).toEqual([expect.objectContaining({ lines: 100_000 })]);
});

test("cells with tensors, one after the other: none is left behind", async () => {
	const rows = await soak({ size: 100, seed });
	expect(rows).toEqual([expect.objectContaining({ cell: 100, tensors: "1" })]);
});

test("interrupts at random moments: each cell ends once, the process and its variables stay", async () => {
	const rows = await interrupts({ size: 20, seed });
	expect(rows.reduce((sum, { rounds }) => sum + Number(rounds), 0)).toBe(20);
});
