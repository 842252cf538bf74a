/** Thousands of cells with tensors through one kernel: neither memory nor the time of a cell may grow. */
import { Client } from "../client";
import type { Options, Row } from "./options";
import { descendants, memoryMB } from "./processes";

/** Cells whose times make one line of the table. */
const WINDOW = 100;
const LINES = 5;
/** So long after the last cell the compiler has given back what it no longer needs. */
const REST_MS = 5000;

export async function soak({ size = 2000 }: Options): Promise<Row[]> {
	const client = await Client.start({ quiet: true });
	const rows: Row[] = [];
	try {
		await client.run("let total = 0; const square = tf.ones([64, 64]);");
		const [runtime] = descendants(client.process.pid!);
		let times: number[] = [];
		const memory = () => ({
			"supervisor and compiler MB": Math.round(memoryMB(client.process.pid!)),
			"runtime MB": Math.round(memoryMB(runtime)),
		});
		for (let index = 1; index <= size; index += 1) {
			const started = performance.now();
			const cell = await client.run(source(index));
			times.push(performance.now() - started);
			if (cell.result !== String(64 * 64 * 64)) {
				throw new Error(`cell ${index} must give ${64 * 64 * 64}, got ${JSON.stringify(cell.reply)}`);
			}
			client.forget();
			if (index === WINDOW || index % Math.max(WINDOW, size / LINES) === 0) {
				const tensors = await client.run("tf.memory().numTensors");
				rows.push({
					cell: index,
					"median ms": Number(median(times.slice(-WINDOW)).toFixed(1)),
					...memory(),
					tensors: String(tensors.result),
				});
				times = [];
			}
		}
		if (size > WINDOW) {
			await new Promise((resolve) => setTimeout(resolve, REST_MS));
			rows.push({ cell: "at rest", ...memory() });
		}
	} finally {
		await client.close();
	}
	return rows;
}

/** Names of its own in each cell, a type among them. */
function source(index: number): string {
	return [
		`interface Step${index} { value: number; note?: string }`,
		`const step${index}: Step${index} = { value: tf.tidy(() => tf.sum(tf.matMul(square, square)).arraySync() as number) };`,
		`function read${index}(step: Step${index}): number { return step.value; }`,
		`total += read${index}(step${index});`,
		`read${index}(step${index})`,
	].join("\n");
}

function median(times: readonly number[]): number {
	return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
}
