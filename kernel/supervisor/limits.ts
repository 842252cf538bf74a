/** What cells may use, as the environment of the kernelspec says. */
import type { Fault } from "../compiler/unit";

export interface Limits {
	/** Time of one cell. */
	seconds?: number;
	/** Resident memory of the runtime and all that it started, in MB. */
	memory?: number;
	/** JavaScript heap of the runtime, in MB. */
	heap?: number;
	/** Text and displays of one cell, in MB. */
	output?: number;
	/** What is wrong with the environment; no cell runs under limits that nobody set. */
	fault?: Fault;
}

export const MB = 1_000_000;

export function readLimits(env: NodeJS.ProcessEnv): Limits {
	const wrong: string[] = [];
	const positive = (name: string): number | undefined => {
		const text = (env[name] ?? "").trim();
		if (text === "") {
			return undefined;
		}
		const value = Number(text);
		if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
			wrong.push(`${name}: must be a number above 0, got ${JSON.stringify(env[name])}`);
		}
		return value;
	};
	const limits: Limits = {
		seconds: positive("ATTENTION_LAB_CELL_SECONDS"),
		memory: positive("ATTENTION_LAB_MEMORY_MB"),
		heap: positive("ATTENTION_LAB_HEAP_MB"),
		output: positive("ATTENTION_LAB_OUTPUT_MB"),
	};
	if (wrong.length === 0) {
		return limits;
	}
	const note = "No cell runs until the kernelspec's env, or the environment of Jupyter, is right.";
	return {
		fault: {
			ename: "BadLimit",
			evalue: wrong.join("; "),
			traceback: [...wrong.map((line) => `BadLimit: ${line}`), note],
		},
	};
}

export function timeFault(seconds: number, isKept: boolean): Fault {
	const evalue = `ATTENTION_LAB_CELL_SECONDS: a cell must end within ${seconds} s, this one did not`;
	return fault("TimeLimit", evalue, isKept);
}

export function memoryFault(limit: number, got: number): Fault {
	const evalue = `ATTENTION_LAB_MEMORY_MB: cells must hold at most ${limit} MB, got ${Math.round(got)} MB`;
	return fault("MemoryLimit", evalue, false);
}

function fault(ename: string, evalue: string, isKept: boolean): Fault {
	const rest = isKept ? "all variables are kept" : "all variables are gone, a new process is ready";
	return { ename, evalue: `${evalue}; ${rest}`, traceback: [`${ename}: ${evalue}; ${rest}`] };
}
