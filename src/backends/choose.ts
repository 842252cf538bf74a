import { getBackend } from "@tensorflow/tfjs-core";
import { startCpu } from "./cpu";
import { BACKENDS, type BackendName, type BackendReport, isBackendName } from "./report";
import { startTensorflow } from "./tensorflow";
import { startWasm } from "./wasm";

const START: Record<BackendName, () => Promise<BackendReport>> = {
	tensorflow: startTensorflow,
	wasm: startWasm,
	cpu: startCpu,
};

let chosen: BackendReport | undefined;
let choosing: Promise<unknown> = Promise.resolve();

function asked(preferred: string | undefined): BackendName | undefined {
	const name = preferred ?? (process.env.ATTENTION_LAB_BACKEND || undefined);
	if (name === undefined || isBackendName(name)) return name;
	const who = preferred === undefined ? "ATTENTION_LAB_BACKEND" : "chooseBackend: preferred";
	throw new Error(`${who} must be one of ${BACKENDS.join(", ")}, got "${name}"`);
}

async function start(name: BackendName | undefined): Promise<BackendReport> {
	if (chosen !== undefined && getBackend() === chosen.name && (name === undefined || name === chosen.name))
		return chosen;
	const reasons: string[] = [];
	for (const candidate of name === undefined ? BACKENDS : [name]) {
		try {
			chosen = await START[candidate]();
			if (reasons.length > 0) chosen.reason = reasons.join("; ");
			return chosen;
		} catch (error) {
			reasons.push(`${candidate}: ${(error as Error).message}`);
		}
	}
	throw new Error(`chooseBackend: ${name ?? "one engine"} must start, got ${reasons.join("; ")}`);
}

/**
 * Starts the fastest engine that runs here: tensorflow, else wasm, else cpu.
 *
 * @param preferred - Exactly this engine, or an error; so does the environment variable `ATTENTION_LAB_BACKEND`.
 * @returns What runs, and in `reason` why nothing faster does.
 */
export function chooseBackend(preferred?: string): Promise<BackendReport> {
	const next = choosing.then(() => start(asked(preferred)));
	choosing = next.catch(() => undefined);
	return next;
}

/** What `chooseBackend` has started, or whatever was made active by hand since then. */
export function backendReport(): BackendReport {
	const active = getBackend();
	if (chosen !== undefined && chosen.name === active) return chosen;
	if (isBackendName(active)) return { name: active, reason: "set by hand" };
	throw new Error(`backendReport: chooseBackend() must have run, got backend "${active ?? ""}"`);
}
