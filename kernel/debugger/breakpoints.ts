/** Breakpoints by source: kept for code that has not run yet, set wherever that code appears. */
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { InspectorLine } from "./inspector-line";
import type { Code, Sources } from "./sources";

export interface Breakpoint {
	verified: boolean;
	/** From one. */
	line: number;
	source: { path: string };
	message?: string;
}

export class Breakpoints {
	/** Lines that were asked for, from zero. */
	private readonly wanted = new Map<string, number[]>();
	/** What the inspector calls those that are set, by place: two lines may mean the same one. */
	private readonly set = new Map<string, Map<string, string>>();

	constructor(private readonly sources: Sources) {}

	/** Replaces those of one source. */
	async replace(file: string, lines: readonly number[], line: InspectorLine | undefined): Promise<Breakpoint[]> {
		this.wanted.set(file, [...lines]);
		const old = this.set.get(file) ?? new Map();
		this.set.delete(file);
		if (line) {
			await Promise.all(
				[...old.values()].map((breakpointId) => line.ask("Debugger.removeBreakpoint", { breakpointId })),
			);
			await this.apply(file, line);
		}
		return lines.map((wanted) => this.answer(file, wanted));
	}

	/** Sets those of code that is about to run. */
	async arm(code: Code, line: InspectorLine): Promise<void> {
		for (const wanted of this.wanted.get(code.path) ?? []) {
			await this.place(code, wanted, line);
		}
	}

	/** Sets all in a new process. */
	async restore(line: InspectorLine): Promise<void> {
		this.set.clear();
		for (const file of this.wanted.keys()) {
			await this.apply(file, line);
		}
	}

	forgetSet(): void {
		this.set.clear();
	}

	all(): { source: string; breakpoints: { line: number }[] }[] {
		return [...this.wanted]
			.filter(([, lines]) => lines.length > 0)
			.map(([source, lines]) => ({ source, breakpoints: lines.map((line) => ({ line: line + 1 })) }));
	}

	private answer(file: string, wanted: number): Breakpoint {
		const [code] = this.sources.withPath(file).slice(-1);
		const there = code ? code.positions.toCode(wanted)?.source.line : wanted;
		const source = { path: file };
		return there === undefined
			? { verified: false, line: wanted + 1, source, message: "no code at or below this line" }
			: { verified: true, line: there + 1, source };
	}

	private async apply(file: string, line: InspectorLine): Promise<void> {
		const known = this.sources.withPath(file);
		for (const wanted of this.wanted.get(file) ?? []) {
			for (const code of known) {
				await this.place(code, wanted, line);
			}
			if (known.length === 0 && path.isAbsolute(file)) {
				// A file that Node loads itself runs as it is written; of a cell that never ran there is no such address.
				await this.request(file, { url: pathToFileURL(file).href, lineNumber: wanted }, line);
			}
		}
	}

	private async place(code: Code, wanted: number, line: InspectorLine): Promise<void> {
		const place = code.positions.toCode(wanted);
		if (place) {
			const { line: lineNumber, column: columnNumber } = place.code;
			await this.request(code.path, { url: code.url, lineNumber, columnNumber }, line);
		}
	}

	private async request(file: string, where: object, line: InspectorLine): Promise<void> {
		const set = this.set.get(file) ?? new Map<string, string>();
		const place = JSON.stringify(where);
		if (!set.has(place)) {
			this.set.set(file, set.set(place, ""));
			const { breakpointId } = await line.ask<{ breakpointId: string }>("Debugger.setBreakpointByUrl", where);
			set.set(place, breakpointId);
		}
	}
}
