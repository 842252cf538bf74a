import { BACKENDS, backendReport, bindingPath, chooseBackend } from "@attention-lab/attention/backends";
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../backend";

beforeAll(startBackend);

test("the report says what runs", async () => {
	const report = backendReport();
	expect(report.name).toBe(tf.getBackend());
	expect(report.threads).toBeGreaterThan(0);
	if (report.name === "tensorflow") expect(report.tensorflow).toMatch(/^2\.\d+\.\d+$/);
	expect(await chooseBackend()).toBe(report);
	expect(bindingPath()).toMatch(/napi-v8.tfjs_binding\.node$/);
});

test("each engine can be asked for by name, and counts", async () => {
	const before = backendReport();
	for (const name of ["cpu", "wasm"] as const) {
		expect(await chooseBackend(name)).toMatchObject({ name });
		expect(tf.getBackend()).toBe(name);
		expect(tf.sum(tf.tensor1d([1, 2, 4])).dataSync()[0]).toBe(7);
	}
	expect(await chooseBackend(before.name)).toMatchObject({ name: before.name });
	expect(BACKENDS).toEqual(["tensorflow", "wasm", "cpu"]);
});

test("an engine that does not exist is an error, not a fall-back", async () => {
	await expect(chooseBackend("gpu")).rejects.toThrow(
		'chooseBackend: preferred must be one of tensorflow, wasm, cpu, got "gpu"',
	);
	const before = process.env.ATTENTION_LAB_BACKEND;
	process.env.ATTENTION_LAB_BACKEND = "abacus";
	await expect(chooseBackend()).rejects.toThrow(
		'ATTENTION_LAB_BACKEND must be one of tensorflow, wasm, cpu, got "abacus"',
	);
	if (before === undefined) delete process.env.ATTENTION_LAB_BACKEND;
	else process.env.ATTENTION_LAB_BACKEND = before;
});
