import { spawn } from "node:child_process";
import { once } from "node:events";
import { groupMemory } from "../../../kernel/supervisor/memory";

test("the resident memory of a group", async () => {
	const code =
		"globalThis.kept = Buffer.alloc(100e6, 7); console.log(process.memoryUsage.rss() / 1e6); setInterval(() => {}, 1e6)";
	const child = spawn(process.execPath, ["-e", code], { detached: true });
	try {
		const own = Number(String((await once(child.stdout!, "data"))[0]));
		const found = await groupMemory(child.pid!);
		expect(found).toBeGreaterThan(100);
		expect(Math.abs(found - own)).toBeLessThan(20);
	} finally {
		child.kill("SIGKILL");
	}
});

test("of a group that is gone: nothing", async () => {
	expect(await groupMemory(2 ** 30)).toBe(0);
});
