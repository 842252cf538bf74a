/** `execute_request`: from the text of a cell to its reply. */
import type { Fault, Program } from "../compiler/unit";
import type { Content } from "../protocol/message";
import type { Bundle, Outcome } from "../protocol/runtime";
import { emphasized } from "./emphasis";
import type { History } from "./history";
import type { Iopub } from "./iopub";
import type { Limits } from "./limits";
import type { Request } from "./request";
import type { Session } from "./session";

const INTERRUPTED: Fault = {
	ename: "KeyboardInterrupt",
	evalue: "the cell was interrupted before it ran",
	traceback: ["KeyboardInterrupt: the cell was interrupted before it ran"],
};

/** Counted as 0, which front ends show as a cell that was not run. */
export const ABORTED: Content = {
	status: "error",
	execution_count: 0,
	ename: "Aborted",
	evalue: "an earlier cell failed",
	traceback: ["Aborted: an earlier cell failed, so this one was not run"],
};

export class Executor {
	private count = 0;

	constructor(
		private readonly session: Session,
		private readonly iopub: Iopub,
		private readonly history: History,
		private readonly limits: Limits = {},
	) {}

	async execute(request: Request): Promise<Content> {
		const code = request.text("code");
		const silent = request.flag("silent", false);
		const stored = request.flag("store_history", true) && !silent && code.trim() !== "";
		const expressions = request.texts("user_expressions");
		// Looked at when the cell asks for input; a wrong one is refused before anything runs.
		request.flag("allow_stdin", false);
		this.session.open(request.key, request.header, true);
		if (stored) {
			this.count += 1;
			this.history.add(this.count, code);
		}
		const execution_count = this.count;
		if (!silent) {
			this.iopub.publish("execute_input", { code, execution_count }, request.header);
		}
		const outcome = await this.outcome(request, code, `cell [${execution_count}]`, true);
		if (outcome.status === "error") {
			const fault = emphasized(outcome.fault);
			if (!silent) {
				this.iopub.publish("error", { ...fault }, request.header);
			}
			return { status: "error", execution_count, ...fault, user_expressions: {}, payload: this.payload(request) };
		}
		const user_expressions = await this.expressions(request, expressions);
		if (outcome.result && !silent) {
			this.iopub.publish("execute_result", { execution_count, ...outcome.result }, request.header);
			if (stored) {
				this.history.setOutput(execution_count, String(outcome.result.data["text/plain"] ?? ""));
			}
		}
		return { status: "ok", execution_count, user_expressions, payload: this.payload(request) };
	}

	private payload({ key }: Request): Content[] {
		return this.session.takePages(key).map((page) => ({ source: "page", start: 0, ...page }));
	}

	private async outcome(request: Request, code: string, cell: string, keep: boolean): Promise<Outcome> {
		if (this.limits.fault) {
			return { status: "error", fault: this.limits.fault };
		}
		if (code.trim() === "") {
			return { status: "ok" };
		}
		try {
			const compiled: Program | Fault = await this.session.compiler.ask("compile", { source: code, cell, keep });
			if ("ename" in compiled) {
				return { status: "error", fault: compiled };
			}
			if (request.interrupted) {
				return { status: "error", fault: INTERRUPTED };
			}
			return await this.session.run(request.key, compiled);
		} catch (error) {
			const { name, message, stack = message } = error as Error;
			return { status: "error", fault: { ename: name, evalue: message, traceback: stack.split("\n") } };
		}
	}

	private async expressions(request: Request, asked: readonly [string, string][]): Promise<Content> {
		const answers: [string, Content][] = [];
		for (const [name, expression] of asked) {
			const outcome = await this.outcome(request, expression, `expression ${name}`, false);
			answers.push([name, outcome.status === "ok" ? drawn(outcome.result) : { status: "error", ...outcome.fault }]);
		}
		return Object.fromEntries(answers);
	}
}

function drawn(result: Bundle | undefined): Content {
	return { status: "ok", data: { "text/plain": "undefined" }, metadata: {}, ...result };
}
