/** The frames of one stop: where each stands, and its variables. */
import type { Debugger as Cdp, Runtime } from "node:inspector";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import type { InspectorLine } from "./inspector-line";
import type { Arguments } from "./protocol";
import type { Scripts } from "./scripts";
import type { Values } from "./values";

/** What wraps a cell, of which nobody wrote a word. */
const WRAPPING = new Set(["exports", "module", "require", "__filename", "__dirname", "__scope", "__cell", "arguments"]);
const OWN_SCOPES = new Set(["local", "block", "closure", "catch", "with"]);

export class Frames {
	constructor(
		private readonly frames: readonly Cdp.CallFrame[],
		private readonly scripts: Scripts,
	) {}

	/** @throws when the stop has no frame of this id; ids count from one. */
	at(id: unknown): Cdp.CallFrame {
		const frame = this.frames[Number(id) - 1];
		if (!frame) {
			throw new Error(`debugger: a frame must be one of 1 … ${this.frames.length}, got ${JSON.stringify(id)}`);
		}
		return frame;
	}

	trace({ startFrame = 0, levels }: Arguments): object {
		const first = Number(startFrame);
		const last = Number(levels) > 0 ? first + Number(levels) : undefined;
		const stackFrames = this.frames.map((frame, index) => ({ id: index + 1, ...this.told(frame) }));
		return { stackFrames: stackFrames.slice(first, last), totalFrames: stackFrames.length };
	}

	async scopes(id: unknown, values: Values): Promise<object> {
		const frame = this.at(id);
		const objects = ownScopes(frame);
		const written = this.scripts.code(frame.location)?.unit.source;
		const isShown = (name: string) => !WRAPPING.has(name) && (written === undefined || written.includes(name));
		const scope = (name: string, variablesReference: number) => ({ name, variablesReference, expensive: false });
		return {
			scopes: [scope("Locals", values.list(objects, isShown)), scope("Globals", await values.session())],
		};
	}

	private told({ location, functionName }: Cdp.CallFrame) {
		const code = this.scripts.code(location);
		const file = code?.path ?? fileURLToPath(this.scripts.url(location));
		const { line, column } = this.scripts.place(location)!;
		const name = functionName || (code && !path.isAbsolute(code.unit.file) ? code.unit.file : "(anonymous)");
		return { name, line: line + 1, column: column + 1, source: { name: path.basename(file), path: file } };
	}
}

/** Names of a frame's own variables. */
export async function localNames(frame: Cdp.CallFrame, line: InspectorLine): Promise<string[]> {
	const lists = ownScopes(frame).map((objectId) =>
		line.ask<Runtime.GetPropertiesReturnType>("Runtime.getProperties", { objectId, ownProperties: true }),
	);
	return (await Promise.all(lists)).flatMap(({ result }) => result.map(({ name }) => name));
}

/** The objects that hold a frame's variables, nearest first. */
function ownScopes({ scopeChain }: Cdp.CallFrame): string[] {
	return scopeChain.filter(({ type }) => OWN_SCOPES.has(type)).flatMap(({ object }) => object.objectId ?? []);
}
