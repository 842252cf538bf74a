/** What was run in this session. */
import type { Content } from "../protocol/message";
import type { Request } from "./request";

interface Entry {
	line: number;
	input: string;
	output: string | null;
}

type Row = [session: number, line: number, what: string | [string, string | null]];

/** The number of the running session; 0 in a request means the same. */
const SESSION = 1;

export class History {
	private readonly entries: Entry[] = [];

	add(line: number, input: string): void {
		this.entries.push({ line, input, output: null });
	}

	setOutput(line: number, output: string): void {
		const entry = this.entries.findLast((candidate) => candidate.line === line);
		if (entry) {
			entry.output = output;
		}
	}

	answer(request: Request): Content {
		const withOutput = request.flag("output", false);
		const row = ({ line, input, output }: Entry): Row => [SESSION, line, withOutput ? [input, output] : input];
		return { status: "ok", history: this.select(request).map(row) };
	}

	private select(request: Request): Entry[] {
		const last = (entries: Entry[]) => {
			const count = request.number("n", Number.POSITIVE_INFINITY);
			return count >= entries.length ? entries : entries.slice(entries.length - Math.max(0, count));
		};
		switch (request.text("hist_access_type")) {
			case "range": {
				const session = request.number("session", 0);
				const start = request.number("start", 0);
				const stop = request.number("stop", Number.POSITIVE_INFINITY);
				const isHere = session === 0 || session === SESSION;
				return isHere ? this.entries.filter(({ line }) => line >= start && line < stop) : [];
			}
			case "search": {
				const pattern = glob(request.text("pattern") || "*");
				const found = this.entries.filter(({ input }) => pattern.test(input));
				return last(request.flag("unique", false) ? unique(found) : found);
			}
			default:
				return last(this.entries);
		}
	}
}

/** Only the last of equal inputs. */
function unique(entries: Entry[]): Entry[] {
	const lasts = new Map(entries.map((entry) => [entry.input, entry]));
	return entries.filter((entry) => lasts.get(entry.input) === entry);
}

/** `*` is any text, `?` any character. */
function glob(pattern: string): RegExp {
	const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
	return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
}
