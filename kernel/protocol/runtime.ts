/**
 * What supervisor and runtime say to each other. `key` names the request that caused a message: late output of a timer
 * still carries the key of the cell that started it.
 */
import type { Fault, Program } from "../compiler/unit";

/** File descriptors of the runtime, besides 1 and 2, which are pipes for whatever writes there. */
export const FROM_RUNTIME = 3;
export const TO_RUNTIME = 4;
/** Both ways: the inspector's protocol. */
export const INSPECTOR = 5;

export interface Bundle {
	data: Record<string, unknown>;
	metadata: Record<string, unknown>;
}

export interface CommEvent {
	type: "comm";
	key: string;
	action: "open" | "msg" | "close";
	id: string;
	target?: string;
	data: unknown;
	metadata: Record<string, unknown>;
	buffers: Uint8Array[];
}

export type ToRuntime =
	/** Run a cell; answered by `done`. */
	| { type: "run"; key: string; program: Program }
	/** Something from the front end for a comm; answered by `handled`. */
	| CommEvent
	/** What the reader typed, or why nobody was asked. */
	| { type: "input"; id: number; value?: string; refused?: string }
	/** Stop what came before; answered by `calm`. */
	| { type: "interrupt"; id: number };

export type Outcome = { status: "ok"; result?: Bundle } | { status: "error"; fault: Fault };

export type FromRuntime =
	| { type: "ready" }
	/** Bare text that follows continues it. */
	| { type: "stream"; key: string; name: "stdout" | "stderr"; text: string }
	| { type: "display"; key: string; bundle: Bundle; displayId?: string; update: boolean }
	| { type: "clear"; key: string; wait: boolean }
	/** Something for the front end's pager, which it gets with the reply. */
	| { type: "page"; key: string; bundle: Bundle }
	| CommEvent
	| { type: "input"; key: string; id: number; prompt: string; password: boolean }
	/** The cell ended. All it wrote to descriptors 1 and 2 stands before the mark of this number in both pipes. */
	| { type: "done"; key: string; outcome: Outcome; mark: number }
	| { type: "handled"; key: string }
	/** An interrupt is over. */
	| { type: "calm"; id: number };
