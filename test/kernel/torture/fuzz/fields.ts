/** What each request must hold, as the protocol has it; and what it must not. */

export type Kind = "text" | "flag" | "whole" | "count" | "texts" | "access";

export interface Field {
	kind: Kind;
	/** Whether it may be missing, or null. */
	isOptional: boolean;
}

const must = (kind: Kind): Field => ({ kind, isOptional: false });
const may = (kind: Kind): Field => ({ kind, isOptional: true });

export const FIELDS: Record<string, Record<string, Field>> = {
	execute_request: {
		code: must("text"),
		silent: may("flag"),
		store_history: may("flag"),
		user_expressions: may("texts"),
		allow_stdin: may("flag"),
		stop_on_error: may("flag"),
	},
	complete_request: { code: must("text"), cursor_pos: may("count") },
	inspect_request: { code: must("text"), cursor_pos: may("count"), detail_level: may("count") },
	is_complete_request: { code: must("text") },
	history_request: {
		hist_access_type: must("access"),
		output: may("flag"),
		raw: may("flag"),
		session: may("whole"),
		start: may("whole"),
		stop: may("whole"),
		n: may("whole"),
		pattern: may("text"),
		unique: may("flag"),
	},
	comm_info_request: { target_name: may("text") },
	shutdown_request: { restart: may("flag") },
	delete_subshell_request: { subshell_id: must("text") },
	comm_open: { comm_id: must("text"), target_name: must("text") },
	comm_msg: { comm_id: must("text") },
	comm_close: { comm_id: must("text") },
	kernel_info_request: {},
	interrupt_request: {},
	connect_request: {},
	create_subshell_request: {},
	list_subshell_request: {},
};

const STRANGE: unknown[] = [null, 0, 1, -7, 1.5, 1e300, true, false, "", "x", [], [1], ["x"], {}, { a: 1 }, { a: "x" }];

const FITS: Record<Kind, (value: unknown) => boolean> = {
	text: (value) => typeof value === "string",
	flag: (value) => typeof value === "boolean",
	whole: Number.isInteger,
	count: (value) => Number.isInteger(value) && (value as number) >= 0,
	texts: (value) =>
		typeof value === "object" &&
		value !== null &&
		!Array.isArray(value) &&
		Object.values(value).every((text) => typeof text === "string"),
	access: (value) => value === "range" || value === "search" || value === "tail",
};

/** Values that a field must refuse; `undefined` stands for none. */
export function wrongValues({ kind, isOptional }: Field): unknown[] {
	const wrong = STRANGE.filter((value) => value !== null && !FITS[kind](value));
	return isOptional ? wrong : [...wrong, null, undefined];
}
