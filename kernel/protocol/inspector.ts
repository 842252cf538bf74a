/** What supervisor and inspector of the runtime say to each other. */

/** What the runtime's side sends: an answer, or news. */
export interface FromInspector {
	id?: number;
	result?: unknown;
	error?: string;
	method?: string;
	params?: unknown;
}

export interface ToInspector {
	id: number;
	method: string;
	params: object;
}

/** What the runtime offers the debugger is `globalThis[Symbol.for(INSPECTION)]`. */
export const INSPECTION = "attention-lab.inspection";

/** One property of a value, told in a line. */
export interface Row {
	name: string;
	type: string;
	value: string;
	/** Whether it has parts to unfold. */
	isWhole: boolean;
}
