/** Which exceptions stop the session. */
import type { Debugger as Cdp, Runtime } from "node:inspector";
import type { Range } from "../compiler/guards";
import type { Position } from "./positions";
import type { Location, Scripts } from "./scripts";

type Thrown = Runtime.RemoteObject & { uncaught?: boolean };

export class Exceptions {
	/** The words of the front end, see `EXCEPTION_FILTERS`. */
	filters: string[] = [];

	/** @param guards - Where a source catches what is thrown. */
	constructor(
		private readonly scripts: Scripts,
		private readonly guards: (source: string) => Promise<Range[]>,
	) {}

	/** At which the inspector is to pause. */
	get state(): "all" | "none" {
		return this.filters.length > 0 ? "all" : "none";
	}

	/**
	 * Whether to stop at an exception. The kernel catches all that leaves a cell, so the inspector calls none of them
	 * uncaught: uncaught is what no `try` of the reader surrounds.
	 */
	async isWanted({ data, callFrames, asyncStackTrace }: Cdp.PausedEventDataType): Promise<boolean> {
		if (this.filters.includes("all") || (data as Thrown | undefined)?.uncaught) {
			return true;
		}
		const places: Location[] = callFrames.map(({ location }) => location);
		for (let trace = asyncStackTrace; trace; trace = trace.parent) {
			places.push(...trace.callFrames);
		}
		for (const location of places) {
			const source = this.scripts.code(location)?.unit.source;
			const at = this.scripts.place(location);
			if (source && at && (await this.guards(source)).some((range) => isWithin(at, range))) {
				return false;
			}
		}
		return true;
	}
}

/** What was thrown, as a front end asks for it. */
export function exceptionInfo({ className = "Error", description = "" }: Partial<Runtime.RemoteObject> = {}): object {
	return { exceptionId: className, description: description.split("\n")[0], breakMode: "always" };
}

function isWithin({ line, column }: Position, { start, end }: Range): boolean {
	const isAfter = line > start.line || (line === start.line && column >= start.column);
	return isAfter && (line < end.line || (line === end.line && column < end.column));
}
