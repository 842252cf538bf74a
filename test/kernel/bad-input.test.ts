/** Bad input gives one clear error in the notebook, and the kernel lives on. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Client } from "./client";

const model = path.join((process.env.ATTENTION_LAB_MODELS ?? "").split(path.delimiter)[0], "all-MiniLM-L6-v2");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "truncated-"));
let client: Client;

beforeAll(async () => {
	for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json"]) {
		fs.copyFileSync(path.join(model, name), path.join(folder, name));
	}
	const whole = fs.openSync(path.join(model, "model.safetensors"), "r");
	const part = Buffer.alloc(1_000_003);
	fs.readSync(whole, part, 0, part.length, 0);
	fs.closeSync(whole);
	fs.writeFileSync(path.join(folder, "model.safetensors"), part);
	client = await Client.start();
	await client.run("let kept = 41;");
});
afterAll(async () => {
	await client.close();
	fs.rmSync(folder, { recursive: true });
});

const size = () => fs.statSync(path.join(model, "model.safetensors")).size;

test.each([
	[
		"a missing folder",
		() => 'await attention.pretrained.load("no-such-model")',
		/^pretrained.load: expected a model folder, got nothing at .*no-such-model.*available: all-MiniLM-L6-v2$/,
	],
	[
		"a truncated file",
		() => `await attention.pretrained.load(${JSON.stringify(folder)})`,
		() => new RegExp(`model.safetensors: expected ${size()} bytes, got 1000003`),
	],
	[
		"a wrong shape",
		() =>
			"const [q, k, v] = [[2, 4, 7, 8], [2, 4, 7, 8], [2, 4, 6, 8]].map((shape) => tf.ones(shape)); attention.scaledDotProductAttention(q, k, v)",
		/^scaledDotProductAttention: key and value must have the same length, got k=\[2,4,7,8\], v=\[2,4,6,8\]$/,
	],
	["an unknown version", () => "attention.checkDocument({ version: 7 })", /^version: expected 1, got 7/],
])("%s", async (_, code, message) => {
	const cell = await client.run(code());
	const { status, ename, evalue } = cell.reply;
	expect(status).toBe("error");
	expect(ename).not.toMatch(/^TS/);
	expect(evalue).toMatch(typeof message === "function" ? message() : message);
	expect(cell.of("error")).toHaveLength(1);
	expect(cell.text("stderr")).toBe("");
	expect((await client.run("kept + 1")).result).toBe("42");
});
