import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { built } from "./built";
import { Client } from "./client";

test("the kernelspec: stable name, absolute words, interrupts by message, icons", () => {
	const prefix = fs.mkdtempSync(path.join(os.tmpdir(), "prefix-"));
	try {
		const words = [built("install.js"), "--prefix", prefix, "--env", "ATTENTION_LAB_HEAP_MB=512"];
		const folder = execFileSync(process.execPath, words, { encoding: "utf8" }).trim();
		expect(folder).toBe(path.join(prefix, "share", "jupyter", "kernels", "attention-lab"));
		const spec = JSON.parse(fs.readFileSync(path.join(folder, "kernel.json"), "utf8"));
		expect(spec).toEqual({
			argv: [process.execPath, built("main.js"), "{connection_file}"],
			display_name: "TypeScript (Attention Lab)",
			language: "typescript",
			interrupt_mode: "message",
			metadata: { debugger: true, supported_encryption: ["curve"] },
			env: { MALLOC_TRIM_THRESHOLD_: "131072", ATTENTION_LAB_HEAP_MB: "512" },
		});
		expect(fs.readdirSync(folder).sort()).toEqual(["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]);
	} finally {
		fs.rmSync(prefix, { recursive: true });
	}
});

test.each([
	["what every kernel is started with is for the kernel alone", {}, "'undefined'"],
	["what a user sets reaches cells", { MALLOC_TRIM_THRESHOLD_: "200003" }, "'200003'"],
])("%s", async (_, env, seen) => {
	const client = await Client.start({ env });
	try {
		expect((await client.run("String(process.env.MALLOC_TRIM_THRESHOLD_)")).result).toBe(seen);
	} finally {
		await client.close();
	}
});

test("without a prefix it says what is missing", () => {
	expect(() => execFileSync(process.execPath, [built("install.js")], { stdio: "pipe" })).toThrow(
		"install: --prefix must name a folder",
	);
});
