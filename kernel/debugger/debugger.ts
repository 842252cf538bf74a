/**
 * The debugger: Jupyter's `debug_request` on one side (the Debug Adapter Protocol with a few requests more), the inspector
 * of the runtime on the other. It lives in the supervisor, so that it answers while the runtime stands at a breakpoint and
 * remembers breakpoints when the runtime dies.
 */
import * as fs from "node:fs/promises";
import type { Debugger as Cdp, Runtime } from "node:inspector";
import * as path from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Range } from "../compiler/guards";
import type { Program, Unit } from "../compiler/unit";
import type { Bundle } from "../protocol/runtime";
import { Breakpoints } from "./breakpoints";
import { InspectorLine } from "./inspector-line";
import type { Position } from "./positions";
import { type Arguments, CAPABILITIES, type DebugRequest, EXCEPTION_FILTERS, type Source, THREAD } from "./protocol";
import { CELLS, type Code, Sources } from "./sources";
import { argument, GROUP, HOOK, messageOf, Values } from "./values";

export interface DebuggerHost {
	/** The runtime's line as it is now. */
	inspector(): Duplex;
	/** Sends a `debug_event`. */
	tell(event: string, body: Arguments): void;
	/** Turns an expression of the reader into JavaScript; `scoped` are names that mean earlier cells. */
	expression(source: string, scoped: string[]): Promise<string>;
	/** Where a source catches what is thrown. */
	guards(source: string): Promise<Range[]>;
	/** Makes a name known to the cells that follow. */
	declare(name: string): Promise<void>;
}

interface Stop {
	frames: Cdp.CallFrame[];
	exception?: Runtime.RemoteObject;
}

type Thrown = Runtime.RemoteObject & { uncaught?: boolean };
type Location = Pick<Cdp.Location, "scriptId" | "lineNumber" | "columnNumber">;

type Answer = object | undefined;
type Step = "stepOver" | "stepInto" | "stepOut";

const KERNEL = path.resolve(__dirname, "..");
/** What wraps a cell, of which nobody wrote a word. */
const WRAPPING = new Set(["exports", "module", "require", "__filename", "__dirname", "__scope", "__cell", "arguments"]);
const OWN_SCOPES = new Set(["local", "block", "closure", "catch", "with"]);

export class Debugger {
	private readonly sources = new Sources();
	private readonly breakpoints = new Breakpoints(this.sources);
	private readonly values = new Values(() => this.line());
	private connected?: InspectorLine;
	private isAttached = false;
	private filters: string[] = [];
	private stop?: Stop;
	/** Scripts that the process has, as the inspector numbers them. */
	private readonly scripts = new Map<string, string>();
	private step?: Step;
	private isLeaving = false;
	private last: Promise<unknown> = Promise.resolve();

	constructor(private readonly host: DebuggerHost) {}

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
		exceptionInfo: () => this.exceptionInfo(),
		continue: async () => {
			await this.resume();
			return { allThreadsContinued: true };
		},
		pause: () => this.line().ask<object>("Debugger.pause"),
		next: () => this.go("stepOver"),
		stepIn: () => this.go("stepInto"),
		stepOut: () => this.go("stepOut"),
		stackTrace: (args) => this.stackTrace(args),
		scopes: ({ frameId }) => this.scopes(this.frame(frameId)),
		variables: async ({ variablesReference }) => ({
			variables: await this.values.variables(Number(variablesReference)),
		}),
		source: ({ source }) => this.source(source as Source),
		modules: () => ({ modules: this.modules() }),
		evaluate: ({ expression, frameId }) => this.evaluate(text(expression, "evaluate: expression"), frameId),
		inspectVariables: async () => ({ variables: await this.values.variables(await this.session()) }),
		richInspectVariables: ({ variableName, frameId }) =>
			this.draw(text(variableName, "richInspectVariables: variableName"), frameId),
		copyToGlobals: (args) => this.copy(args),
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
		await line.ask("Debugger.setBlackboxPatterns", { patterns: [`^file://${escaped(KERNEL)}/`, "^node:"] });
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
			this.filters = [];
			await this.line().ask("Debugger.disable");
			this.scripts.clear();
			this.breakpoints.forgetSet();
			this.goOn();
		}
	}

	private news(method: string, params: never): void {
		if (method === "Debugger.scriptParsed") {
			const { scriptId, url } = params as Cdp.ScriptParsedEventDataType;
			this.scripts.set(scriptId, url);
		} else if (method === "Debugger.paused") {
			void this.own(() => this.paused(params), false);
		} else if (method === "Debugger.resumed") {
			this.goOn();
		}
	}

	private async paused(event: Cdp.PausedEventDataType): Promise<void> {
		const { callFrames, reason } = event;
		const exception = event.data as Thrown | undefined;
		const frames = callFrames.filter(({ location }) => this.place(location));
		const isException = reason === "exception" || reason === "promiseRejection";
		if (this.isLeaving || frames.length === 0 || (isException && !(await this.isWanted(event)))) {
			await this.line().ask("Debugger.resume");
		} else if (frames[0] !== callFrames[0] && !isException) {
			// Between two statements of the reader stands code that the compiler wrote.
			await this.line().ask(`Debugger.${this.step ?? "stepOver"}`);
		} else {
			const why = isException ? "exception" : this.step ? "step" : reason === "other" ? "breakpoint" : "pause";
			this.stop = { frames, exception: isException ? exception : undefined };
			this.step = undefined;
			const words = isException ? { text: exception?.description?.split("\n")[0] } : {};
			this.host.tell("stopped", { reason: why, threadId: THREAD, allThreadsStopped: true, ...words });
		}
	}

	/**
	 * Whether to stop at an exception. The kernel catches all that leaves a cell, so the inspector calls none of them
	 * uncaught: uncaught is what no `try` of the reader surrounds.
	 */
	private async isWanted({ data, callFrames, asyncStackTrace }: Cdp.PausedEventDataType): Promise<boolean> {
		if (this.filters.includes("all") || (data as Thrown | undefined)?.uncaught) {
			return true;
		}
		const places: Location[] = callFrames.map(({ location }) => location);
		for (let trace = asyncStackTrace; trace; trace = trace.parent) {
			places.push(...trace.callFrames);
		}
		for (const location of places) {
			const source = this.sources.at(this.url(location))?.unit.source;
			const at = this.place(location);
			if (source && at && (await this.host.guards(source)).some((range) => isWithin(at, range))) {
				return false;
			}
		}
		return true;
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

	private frame(id: unknown): Cdp.CallFrame {
		const { frames } = this.stopped();
		const frame = frames[Number(id) - 1];
		if (!frame) {
			throw new Error(`debugger: a frame must be one of 1 … ${frames.length}, got ${JSON.stringify(id)}`);
		}
		return frame;
	}

	private code({ location }: Cdp.CallFrame): Code | undefined {
		return this.sources.at(this.url(location));
	}

	private url({ scriptId }: Location): string {
		return this.scripts.get(scriptId) ?? "";
	}

	/** A place in the reader's own terms; undefined in what nobody wrote. */
	private place(location: Location): Position | undefined {
		const at = { line: location.lineNumber, column: location.columnNumber ?? 0 };
		const url = this.url(location);
		const code = this.sources.at(url);
		const isFile = url.startsWith("file:") && !fileURLToPath(url).startsWith(KERNEL);
		return code ? code.positions.toSource(at) : isFile ? at : undefined;
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
		this.filters = Array.isArray(filters) ? filters.map(String) : [];
		await this.applyFilters();
		return { breakpoints: this.filters.map(() => ({ verified: true })) };
	}

	private async applyFilters(): Promise<void> {
		if (this.isAttached) {
			const state = this.filters.length > 0 ? "all" : "none";
			await this.line().ask("Debugger.setPauseOnExceptions", { state });
		}
	}

	private exceptionInfo(): Answer {
		const { exception } = this.stopped();
		const { className = "Error", description = "" } = exception ?? {};
		return { exceptionId: className, description: description.split("\n")[0], breakMode: "always" };
	}

	private stackTrace({ startFrame = 0, levels }: Arguments): Answer {
		const { frames } = this.stopped();
		const first = Number(startFrame);
		const last = Number(levels) > 0 ? first + Number(levels) : undefined;
		const stackFrames = frames.map((frame, index) => {
			const code = this.code(frame);
			const file = code?.path ?? fileURLToPath(this.url(frame.location));
			const { line, column } = this.place(frame.location)!;
			const name = frame.functionName || (code && !path.isAbsolute(code.unit.file) ? code.unit.file : "(anonymous)");
			const source = { name: path.basename(file), path: file };
			return { id: index + 1, name, line: line + 1, column: column + 1, source };
		});
		return { stackFrames: stackFrames.slice(first, last), totalFrames: frames.length };
	}

	private async scopes(frame: Cdp.CallFrame): Promise<Answer> {
		const objects = ownScopes(frame);
		const written = this.code(frame)?.unit.source;
		const isShown = (name: string) => !WRAPPING.has(name) && (written === undefined || written.includes(name));
		const scope = (name: string, variablesReference: number) => ({ name, variablesReference, expensive: false });
		return {
			scopes: [scope("Locals", this.values.list(objects, isShown)), scope("Globals", await this.session())],
		};
	}

	/** A reference to the names of all cells. */
	private async session(): Promise<number> {
		const names = await this.values.evaluate(`${HOOK}.values()`);
		return this.values.list([names.objectId!]);
	}

	private async source({ path: file = "" }: Source = {}): Promise<Answer> {
		const content = this.sources.text(file) ?? (await fs.readFile(file, "utf8"));
		return { content, mimeType: /\.[mc]?tsx?$/.test(file) ? "text/typescript" : "text/javascript" };
	}

	/** Files that have been loaded, the kernel's own left out. */
	private modules(): Arguments[] {
		const urls = [...new Set(this.scripts.values())].filter((url) => url.startsWith("file:"));
		return urls
			.map((url) => fileURLToPath(url))
			.filter((file) => !file.startsWith(KERNEL))
			.map((file, id) => ({ id, name: path.basename(file), path: file }));
	}

	private async evaluate(expression: string, frameId: unknown): Promise<Answer> {
		const value = await this.value(expression, frameId);
		const { value: result, type, variablesReference } = await this.values.variable("value", value);
		return { result, type, variablesReference };
	}

	/** What an expression is in a frame, or between cells. */
	private async value(expression: string, frameId: unknown): Promise<Runtime.RemoteObject> {
		const names = await this.values.call<string[]>(
			"function () { return Object.keys(this.names) }",
			undefined,
			[],
			"value",
		);
		if (frameId === undefined || frameId === null) {
			return this.values.evaluate(await this.host.expression(expression, names), true);
		}
		const frame = this.frame(frameId);
		const local = new Set(await this.localNames(frame));
		const scoped = names.filter((name) => !local.has(name));
		const { result, exceptionDetails } = await this.line().ask<Cdp.EvaluateOnCallFrameReturnType>(
			"Debugger.evaluateOnCallFrame",
			{
				callFrameId: frame.callFrameId,
				expression: await this.host.expression(expression, scoped),
				objectGroup: GROUP,
				silent: true,
			},
		);
		if (exceptionDetails) {
			throw new Error(messageOf(exceptionDetails));
		}
		return result;
	}

	private async localNames(frame: Cdp.CallFrame): Promise<string[]> {
		const lists = ownScopes(frame).map((objectId) =>
			this.line().ask<Runtime.GetPropertiesReturnType>("Runtime.getProperties", { objectId, ownProperties: true }),
		);
		return (await Promise.all(lists)).flatMap(({ result }) => result.map(({ name }) => name));
	}

	/** A value as a cell would show it. */
	private async draw(name: string, frameId: unknown): Promise<Bundle> {
		const value = await this.value(name, frameId);
		const args = [argument(value)];
		return this.stop
			? this.values.call(`function (value) { return this.text(value) }`, undefined, args, "value")
			: this.values.call(`function (value) { return this.draw(value) }`, undefined, args, "awaited");
	}

	/** Gives a variable of a frame to the cells that follow. */
	private async copy({ srcVariableName, dstVariableName, srcFrameId }: Arguments): Promise<Answer> {
		const [from, to] = [srcVariableName, dstVariableName].map((name) => text(name, "copyToGlobals: a name"));
		const value = await this.value(from, srcFrameId);
		await this.host.declare(to);
		const args = [{ value: to }, argument(value)];
		await this.values.call(
			`function (name, value) {
				Object.defineProperty(this.names, name, { configurable: true, enumerable: true, writable: true, value });
			}`,
			undefined,
			args,
		);
		return { value: value.description ?? String(value.value) };
	}
}

/** The objects that hold a frame's variables, nearest first. */
function ownScopes({ scopeChain }: Cdp.CallFrame): string[] {
	return scopeChain.filter(({ type }) => OWN_SCOPES.has(type)).flatMap(({ object }) => object.objectId ?? []);
}

function text(value: unknown, what: string): string {
	if (typeof value !== "string") {
		throw new Error(`${what} must be text, got ${JSON.stringify(value)}`);
	}
	return value;
}

function escaped(literal: string): string {
	return literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function isWithin({ line, column }: Position, { start, end }: Range): boolean {
	const isAfter = line > start.line || (line === start.line && column >= start.column);
	return isAfter && (line < end.line || (line === end.line && column < end.column));
}
