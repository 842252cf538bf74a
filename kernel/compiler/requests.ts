/** What the supervisor asks the compiler thread, and what it gets. */
import type { CompileOptions } from "./cells";
import type { Completions } from "./complete";
import type { Completeness } from "./completeness";
import type { Range } from "./guards";
import type { Inspection } from "./inspect";
import type { Fault, Program } from "./unit";

export interface Requests {
	compile: { ask: { source: string } & CompileOptions; answer: Program | Fault };
	complete: { ask: { source: string; offset: number }; answer: Completions };
	inspect: { ask: { source: string; offset: number; detail?: number }; answer: Inspection | undefined };
	completeness: { ask: { source: string }; answer: Completeness };
	expression: { ask: { source: string; scoped: string[]; owner: string }; answer: string };
	guards: { ask: { source: string }; answer: Range[] };
	reset: { ask: Record<string, never>; answer: undefined };
}

export type Kind = keyof Requests;
export type Ask<K extends Kind> = Requests[K]["ask"];
export type Answer<K extends Kind> = Requests[K]["answer"];

export interface Question<K extends Kind = Kind> {
	id: number;
	kind: K;
	ask: Ask<K>;
}

export interface Reply {
	id: number;
	answer?: unknown;
	/** What went wrong inside the compiler itself. */
	failure?: string;
}
