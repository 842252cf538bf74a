/** The Debug Adapter Protocol as Jupyter carries it, in `debug_request`, `debug_reply` and `debug_event`. */

export type Arguments = Record<string, unknown>;

export interface DebugRequest {
	seq: number;
	command: string;
	arguments: Arguments;
}

export interface Source {
	name?: string;
	path?: string;
}

export interface Variable {
	name: string;
	type?: string;
	value: string;
	/** How to name it in `evaluate`. */
	evaluateName?: string;
	/** Asks for its parts; 0 when it has none. */
	variablesReference: number;
}

/** There is one: cells, timers and handlers take turns in it. */
export const THREAD = 1;

/** Words a front end offers for stopping at exceptions. */
export const EXCEPTION_FILTERS = [
	{ filter: "all", label: "All Exceptions", default: false },
	{ filter: "uncaught", label: "Uncaught Exceptions", default: false },
];

export const CAPABILITIES = {
	supportsConfigurationDoneRequest: true,
	supportsEvaluateForHovers: true,
	supportsExceptionInfoRequest: true,
	exceptionBreakpointFilters: EXCEPTION_FILTERS,
};

/** @throws when a field of a request is not text. */
export function text(value: unknown, what: string): string {
	if (typeof value !== "string") {
		throw new Error(`${what} must be text, got ${JSON.stringify(value)}`);
	}
	return value;
}
