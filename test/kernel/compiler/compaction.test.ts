import { execFileSync } from "node:child_process";
import { built } from "../built";

test("a heap that has grown is given back, one that has not is left alone", () => {
	const script = `
		const { compactIfGrown } = require(${JSON.stringify(built("compiler/compaction.js"))});
		const total = () => require('node:v8').getHeapStatistics().total_physical_size;
		const fill = (megabytes) => Array.from({ length: megabytes * 8 }, () => new Array(16384).fill(1.5));
		compactIfGrown();
		const before = total();
		let garbage = fill(100);
		const grown = total();
		compactIfGrown();
		const kept = total();
		garbage = undefined;
		let more = fill(30);
		more = undefined;
		compactIfGrown();
		console.log(JSON.stringify({ before, grown, kept, after: total(), gc: typeof globalThis.gc }));`;
	const told = JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }));
	const megabyte = 1024 * 1024;
	expect(told.grown - told.before).toBeGreaterThan(80 * megabyte);
	expect(told.kept - told.before).toBeGreaterThan(80 * megabyte);
	expect(told.after - told.before).toBeLessThan(50 * megabyte);
	expect(told.gc).toBe("undefined");
});
