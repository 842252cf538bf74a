/** Scripts that the process has, as the inspector numbers them, and places in them in the reader's own terms. */
import type { Debugger as Cdp } from "node:inspector";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import type { Position } from "./positions";
import type { Arguments } from "./protocol";
import type { Code, Sources } from "./sources";

export type Location = Pick<Cdp.Location, "scriptId" | "lineNumber" | "columnNumber">;

const KERNEL = path.resolve(__dirname, "..");

/** What is stepped over: the kernel itself, and Node. */
export const OURS = [`^file://${escaped(KERNEL)}/`, "^node:"];

export class Scripts {
	private readonly urls = new Map<string, string>();

	constructor(private readonly sources: Sources) {}

	add({ scriptId, url }: Cdp.ScriptParsedEventDataType): void {
		this.urls.set(scriptId, url);
	}

	clear(): void {
		this.urls.clear();
	}

	url({ scriptId }: Location): string {
		return this.urls.get(scriptId) ?? "";
	}

	code(location: Location): Code | undefined {
		return this.sources.at(this.url(location));
	}

	/** A place in the reader's own terms; undefined in what nobody wrote. */
	place(location: Location): Position | undefined {
		const at = { line: location.lineNumber, column: location.columnNumber ?? 0 };
		const url = this.url(location);
		const code = this.sources.at(url);
		const isFile = url.startsWith("file:") && !fileURLToPath(url).startsWith(KERNEL);
		return code ? code.positions.toSource(at) : isFile ? at : undefined;
	}

	/** Files that have been loaded, the kernel's own left out. */
	modules(): Arguments[] {
		const urls = [...new Set(this.urls.values())].filter((url) => url.startsWith("file:"));
		return urls
			.map((url) => fileURLToPath(url))
			.filter((file) => !file.startsWith(KERNEL))
			.map((file, id) => ({ id, name: path.basename(file), path: file }));
	}
}

function escaped(literal: string): string {
	return literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
