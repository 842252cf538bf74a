/**
 * The debugger: Jupyter's `debug_request` on one side (the Debug Adapter Protocol with a few requests more), the inspector
 * of the runtime on the other. It lives in the supervisor, so that it answers while the runtime stands at a breakpoint and
 * remembers breakpoints when the runtime dies.
 */
import * as fs from "node:fs/promises";
import type { Debugger as Cdp, Runtime } from "node:inspector";
import type { Duplex } from "node:stream";
import type { Range } from "../compiler/guards";
import type { Program, Unit } from "../compiler/unit";
import { Breakpoints } from "./breakpoints";
import { Evaluation, type EvaluationHost } from "./evaluation";
import { Exceptions, exceptionInfo } from "./exceptions";
import { Frames } from "./frames";
import { InspectorLine } from "./inspector-line";
import {
	type Arguments,
	CAPABILITIES,
	type DebugRequest,
	EXCEPTION_FILTERS,
	type Source,
	THREAD,
	text,
} from "./protocol";
import { OURS, Scripts } from "./scripts";
import { CELLS, Sources } from "./sources";
import { HOOK, Values } from "./values";

export interface DebuggerHost extends EvaluationHost {
	/** The runtime's line as it is now. */
	inspector(): Duplex;
	/** Sends a `debug_event`. */
	tell(event: string, body: Arguments): void;
	/** Where a source catches what is thrown. */
	guards(source: string): Promise<Range[]>;
}

interface Stop {
	frames: Frames;
	exception?: Runtime.RemoteObject;
}

type Answer = object | undefined;
type Step = "stepOver" | "stepInto" | "stepOut";

export class Debugger {
	private readonly sources = new Sources();
	private readonly breakpoints = new Breakpoints(this.sources);
	private readonly scripts = new Scripts(this.sources);
	private readonly values = new Values(() => this.line());
	private readonly exceptions = new Exceptions(this.scripts, (source) => this.host.guards(source));
	private readonly evaluation: Evaluation;
	private connected?: InspectorLine;
	private isAttached = false;
	private stop?: Stop;
	private step?: Step;
	private isLeaving = false;
	private last: Promise<unknown> = Promise.resolve();

	constructor(private readonly host: DebuggerHost) {
		const isStopped = () => this.stop !== undefined;
		this.evaluation = new Evaluation(host, this.values, () => this.line(), isStopped);
	}

	/** Answers a request; what fails is the answer, too. */
	async answer(request: DebugRequest): Promise<Arguments> {
		const { seq: request_seq, command } = request;
		const reply = { type: "response", seq: 0, request_seq, command };
		try {
			const action = Object.hasOwn(this.actions, command) ? this.actions[command] : undefined;
			if (!action) {
				throw new Error(`debug_request: no command ${JSON.stringify(command)} is known`);
			}
			return { ...reply, success: true, body: (await action(request.arguments ?? {})) ?? {} };
		} catch (error) {
			return { ...reply, success: false, message: (error as Error).message, body: {} };
		}
	}

	/** Prepares for a program that is about to run. */
	async before({ cell, files }: Program): Promise<void> {
		if (this.isAttached) {
			await this.own(async () => {
				for (const unit of [...files, cell]) {
					await this.breakpoints.arm(this.sources.add(unit), this.line());
				}
			});
		}
	}

	/** Lets a stopped runtime go on, so that an interrupt reaches it; it stops nowhere until `calm`. */
	release(): void {
		if (this.isAttached) {
			this.isLeaving = true;
			this.send("Debugger.setBreakpointsActive", { active: false });
			if (this.stop) {
				this.send("Debugger.resume");
			}
		}
	}

	/** The interrupt is over. */
	calm(): void {
		if (this.isAttached && this.isLeaving) {
			this.isLeaving = false;
			this.send("Debugger.setBreakpointsActive", { active: true });
		}
	}

	/** The runtime has ended and a new one is there. */
	restarted(): void {
		this.connected = undefined;
		this.scripts.clear();
		this.sources.clear();
		this.breakpoints.forgetSet();
		this.isLeaving = false;
		this.goOn();
		if (this.isAttached) {
			void this.own(() => this.enable());
		}
	}

	/** Sends what nobody waits for. */
	private send(method: string, params: object = {}): void {
		void this.own(() => this.line().ask(method, params), false);
	}

	/** Does what no request asked for: what fails is told as output of the debugger. */
	private async own(action: () => Promise<unknown>, isQueued = true): Promise<void> {
		try {
			await (isQueued ? this.inTurn(action) : action());
		} catch (error) {
			this.host.tell("output", { category: "stderr", output: `${(error as Error).message}\n` });
		}
	}

	/** One after the other: a new process gets its breakpoints before a cell that brings more. */
	private inTurn<T>(action: () => Promise<T>): Promise<T> {
		const next = this.last.then(action);
		this.last = next.catch(() => {});
		return next;
	}

	private readonly actions: Record<string, (args: Arguments) => Promise<Answer> | Answer> = {
		debugInfo: () => ({
			...CELLS,
			isStarted: this.isAttached,
			breakpoints: this.breakpoints.all(),
			stoppedThreads: this.stop ? [THREAD] : [],
			richRendering: true,
			exceptionPaths: EXCEPTION_FILTERS.map(({ filter }) => filter),
			copyToGlobals: true,
		}),
		initialize: ({ clientID }) => {
			// Its tree of variables shows the type in the place of the value, unless there is none.
			this.values.isTyped = clientID !== "jupyterlab";
			setImmediate(() => this.host.tell("initialized", {}));
			return CAPABILITIES;
		},
		attach: () => this.inTurn(() => this.attach()),
		configurationDone: () => undefined,
		disconnect: () => this.inTurn(() => this.detach()),
		terminate: () => this.inTurn(() => this.detach()),
		threads: () => ({ threads: [{ id: THREAD, name: "cells" }] }),
		dumpCell: ({ code }) => ({ sourcePath: this.sources.dump(text(code, "dumpCell: code")) }),
		setBreakpoints: (args) => this.inTurn(() => this.setBreakpoints(args)),
		setExceptionBreakpoints: ({ filters }) => this.inTurn(() => this.setExceptionBreakpoints(filters)),
		exceptionInfo: () => exceptionInfo(this.stopped().exception),
		continue: async () => {
			await this.resume();
			return { allThreadsContinued: true };
		},
		pause: () => this.line().ask<object>("Debugger.pause"),
		next: () => this.go("stepOver"),
		stepIn: () => this.go("stepInto"),
		stepOut: () => this.go("stepOut"),
		stackTrace: (args) => this.stopped().frames.trace(args),
		scopes: ({ frameId }) => this.stopped().frames.scopes(frameId, this.values),
		variables: async ({ variablesReference }) => ({
			variables: await this.values.variables(Number(variablesReference)),
		}),
		source: ({ source }) => this.source(source as Source),
		modules: () => ({ modules: this.scripts.modules() }),
		evaluate: ({ expression, frameId }) =>
			this.evaluation.evaluate(text(expression, "evaluate: expression"), this.frame(frameId)),
		inspectVariables: async () => ({ variables: await this.values.variables(await this.values.session()) }),
		richInspectVariables: ({ variableName, frameId }) =>
			this.evaluation.draw(text(variableName, "richInspectVariables: variableName"), this.frame(frameId)),
		copyToGlobals: (args) => this.evaluation.copy(args, this.frame(args.srcFrameId)),
	};

	private line(): InspectorLine {
		this.connected ??= new InspectorLine(this.host.inspector(), (method, params) => this.news(method, params));
		return this.connected;
	}

	private async attach(): Promise<undefined> {
		if (!this.isAttached) {
			this.isAttached = true;
			await this.enable();
		}
	}

	private async enable(): Promise<void> {
		const line = this.line();
		await line.ask("Debugger.enable");
		await line.ask("Debugger.setAsyncCallStackDepth", { maxDepth: 8 });
		await line.ask("Debugger.setBlackboxPatterns", { patterns: OURS });
		const sources = await this.values.call<Unit[]>(`function () { return ${HOOK}.sources() }`, undefined, [], "value");
		for (const unit of sources) {
			this.sources.add(unit);
		}
		await this.breakpoints.restore(line);
		await this.applyFilters();
	}

	private async detach(): Promise<undefined> {
		if (this.isAttached) {
			this.isAttached = false;
			this.exceptions.filters = [];
			await this.line().ask("Debugger.disable");
			this.scripts.clear();
			this.breakpoints.forgetSet();
			this.goOn();
		}
	}

	private news(method: string, params: never): void {
		if (method === "Debugger.scriptParsed") {
			this.scripts.add(params);
		} else if (method === "Debugger.paused") {
			void this.own(() => this.paused(params), false);
		} else if (method === "Debugger.resumed") {
			this.goOn();
		}
	}

	private async paused(event: Cdp.PausedEventDataType): Promise<void> {
		const { callFrames, reason } = event;
		const exception = event.data as Runtime.RemoteObject | undefined;
		const frames = callFrames.filter(({ location }) => this.scripts.place(location));
		const isException = reason === "exception" || reason === "promiseRejection";
		if (this.isLeaving || frames.length === 0 || (isException && !(await this.exceptions.isWanted(event)))) {
			await this.line().ask("Debugger.resume");
		} else if (frames[0] !== callFrames[0] && !isException) {
			// Between two statements of the reader stands code that the compiler wrote.
			await this.line().ask(`Debugger.${this.step ?? "stepOver"}`);
		} else {
			const why = isException ? "exception" : this.step ? "step" : reason === "other" ? "breakpoint" : "pause";
			this.stop = { frames: new Frames(frames, this.scripts), exception: isException ? exception : undefined };
			this.step = undefined;
			const words = isException ? { text: exception?.description?.split("\n")[0] } : {};
			this.host.tell("stopped", { reason: why, threadId: THREAD, allThreadsStopped: true, ...words });
		}
	}

	private goOn(): void {
		if (this.stop) {
			this.stop = undefined;
			void this.values.clear();
			this.host.tell("continued", { threadId: THREAD, allThreadsContinued: true });
		}
	}

	private async resume(): Promise<void> {
		if (this.stop) {
			this.step = undefined;
			await this.line().ask("Debugger.resume");
		}
	}

	private async go(step: Step): Promise<undefined> {
		this.stopped();
		this.step = step;
		await this.line().ask(`Debugger.${step}`);
	}

	private stopped(): Stop {
		if (!this.stop) {
			throw new Error("debugger: the session must stand at a breakpoint, it does not");
		}
		return this.stop;
	}

	/** The frame that a request names; none where it names none. */
	private frame(id: unknown): Cdp.CallFrame | undefined {
		return id === undefined || id === null ? undefined : this.stopped().frames.at(id);
	}

	private async setBreakpoints({ source, breakpoints }: Arguments): Promise<Answer> {
		const file = text((source as Source | undefined)?.path, "setBreakpoints: source.path");
		const lines = ((breakpoints ?? []) as { line?: unknown }[]).map(({ line }) => {
			if (!(Number.isInteger(line) && Number(line) > 0)) {
				throw new Error(`setBreakpoints: a line must be a whole number above 0, got ${JSON.stringify(line)}`);
			}
			return Number(line) - 1;
		});
		return { breakpoints: await this.breakpoints.replace(file, lines, this.isAttached ? this.line() : undefined) };
	}

	private async setExceptionBreakpoints(filters: unknown): Promise<Answer> {
		this.exceptions.filters = Array.isArray(filters) ? filters.map(String) : [];
		await this.applyFilters();
		return { breakpoints: this.exceptions.filters.map(() => ({ verified: true })) };
	}

	private async applyFilters(): Promise<void> {
		if (this.isAttached) {
			await this.line().ask("Debugger.setPauseOnExceptions", { state: this.exceptions.state });
		}
	}

	private async source({ path: file = "" }: Source = {}): Promise<Answer> {
		const content = this.sources.text(file) ?? (await fs.readFile(file, "utf8"));
		return { content, mimeType: /\.[mc]?tsx?$/.test(file) ? "text/typescript" : "text/javascript" };
	}
}
