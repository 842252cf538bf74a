/** What a run must hold. Pure: a run in, sentences out; none means it passed. */
import { MAP } from "./outputs.mjs";

/** The largest output that holds a map, in bytes of the saved notebook. */
export const MAP_BYTES = 50_000;

/** @param expected - `{budget, backend, solved, machine}`; `machine` are paths that no output may contain. */
export function verdict(ran, { budget, backend, solved = false, machine = [] }) {
	const cells = ran.notebook.cells.filter((cell) => cell.cell_type === "code");
	const faults = cells.flatMap((cell) => cellFaults(cell, solved, machine));
	if (ran.died) faults.push(`the kernel must answer, got ${ran.died}`);
	const seconds = total(ran);
	if (seconds > budget) faults.push(`must take at most ${budget} s, took ${seconds.toFixed(1)} s`);
	if (backend && backendOf(ran) !== backend) {
		faults.push(`must run on the backend ${backend}, ran on ${backendOf(ran) ?? "none that it could name"}`);
	}
	return faults;
}

/** Seconds in cells; the start of the kernel is not the lesson's. */
export function total(ran) {
	return Object.values(ran.seconds).reduce((sum, s) => sum + s, 0);
}

export function backendOf(ran) {
	try {
		return JSON.parse(ran.probe).name;
	} catch {
		return undefined;
	}
}

/** Bytes of the largest output that holds a map; 0 without a map. */
export function largestMap(ran) {
	const outputs = ran.notebook.cells.flatMap((cell) => cell.outputs ?? []);
	return Math.max(0, ...outputs.filter((out) => out.data?.[MAP]).map(bytes));
}

function cellFaults(cell, solved, machine) {
	const faults = [];
	const fault = (text) => faults.push(`${cell.id}: ${text}`);
	const tags = cell.metadata.tags ?? [];
	const error = cell.outputs.find((out) => out.output_type === "error");
	if (error && !tags.includes("raises-exception")) fault(`must not raise, got ${error.ename}: ${error.evalue}`);
	if (!error && tags.includes("raises-exception")) fault("is tagged raises-exception and must raise, did not");
	for (const out of cell.outputs) {
		if (out.name === "stderr") fault(`must write nothing to stderr, got "${out.text.trim()}"`);
		if (out.data?.[MAP] && bytes(out) > MAP_BYTES)
			fault(`a map must take at most ${MAP_BYTES} bytes, took ${bytes(out)}`);
	}
	const said = JSON.stringify(cell.outputs);
	for (const path of machine)
		if (said.includes(path)) fault(`an output must name no folder of this machine, got ${path}`);
	if (!error && (tags.includes("holds") || tags.includes("results")) && !(/true|✔/.test(said) && !/false|✘/.test(said)))
		fault(`must hold, said ${said}`);
	if (!error && tags.includes("check")) {
		const wanted = solved ? "✔" : "○";
		if (!said.includes(wanted))
			fault(`the check must say ${wanted} to ${solved ? "the solution" : "the unsolved cell"}, said ${said}`);
	}
	return faults;
}

const bytes = (output) => Buffer.byteLength(JSON.stringify(output));
