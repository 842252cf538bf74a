/** What was run: in this session from memory, in others from their files. */
import type { Content } from "../protocol/message";
import { isLike } from "./glob";
import type { Book, Entry, HistoryFolder } from "./history-folder";
import type { Request } from "./request";

interface Row extends Entry {
	session: number;
}

/** Longer outputs are not remembered. */
const OUTPUT_LENGTH = 64 * 1024;

export class History {
	private readonly entries: Entry[] = [];
	private book?: Book;
	private writing = Promise.resolve();

	/** @param folder - Where sessions are kept; without one, or where it cannot be written, this one is in memory only. */
	constructor(private folder?: HistoryFolder) {}

	add(line: number, input: string): void {
		this.entries.push({ line, input, output: null });
		this.write({ line, input });
	}

	setOutput(line: number, output: string): void {
		const entry = this.entries.findLast((candidate) => candidate.line === line);
		if (entry && output.length <= OUTPUT_LENGTH) {
			entry.output = output;
			this.write({ line, output });
		}
	}

	/** Settles when all is on disk. */
	async written(): Promise<void> {
		await this.writing;
	}

	async answer(request: Request): Promise<Content> {
		await this.written();
		const withOutput = request.flag("output", false);
		// There is one form of an input: the raw one.
		request.flag("raw", true);
		const history = (await this.select(request)).map(({ session, line, input, output }) => [
			session,
			line,
			withOutput ? [input, output] : input,
		]);
		return { status: "ok", history };
	}

	/** The file is begun with the first cell, so that starting a kernel costs nothing. */
	private write(item: Parameters<Book["append"]>[0]): void {
		this.writing = this.writing.then(async () => {
			try {
				this.book ??= await this.folder?.begin();
				await this.book?.append(item);
			} catch {
				this.folder = undefined;
			}
		});
	}

	private async select(request: Request): Promise<Row[]> {
		const kind = request.text("hist_access_type");
		const asked = request.whole("session", 0);
		const start = request.whole("start", 0);
		const stop = request.whole("stop", Number.POSITIVE_INFINITY);
		const count = request.whole("n", Number.POSITIVE_INFINITY);
		const pattern = request.text("pattern", "*");
		const isUnique = request.flag("unique", false);
		const others = ((await this.folder?.sessions()) ?? []).filter((session) => session !== this.book?.session);
		const current = this.book?.session ?? (others.at(-1) ?? 0) + 1;
		switch (kind) {
			case "range": {
				const session = asked > 0 ? asked : current + asked;
				return (await this.rows(session, current)).filter(({ line }) => line >= start && line < stop);
			}
			case "search":
				return this.last(count, [...others, current], current, ({ input }) => isLike(pattern, input), isUnique);
			case "tail":
				return this.last(count, [...others, current], current, () => true, false);
			default:
				return request.refuse("hist_access_type", "range, search or tail");
		}
	}

	/** The last `count` that fit. This session counts as the last, also where another kernel started later. */
	private async last(
		count: number,
		sessions: number[],
		current: number,
		fits: (row: Row) => boolean,
		isUnique: boolean,
	): Promise<Row[]> {
		const found: Row[] = [];
		const seen = new Set<string>();
		for (let at = sessions.length - 1; at >= 0 && found.length < count; at -= 1) {
			const rows = (await this.rows(sessions[at], current)).filter(fits);
			for (let index = rows.length - 1; index >= 0 && found.length < count; index -= 1) {
				const row = rows[index];
				if (!isUnique || !seen.has(row.input)) {
					seen.add(row.input);
					found.push(row);
				}
			}
		}
		return found.reverse();
	}

	private async rows(session: number, current: number): Promise<Row[]> {
		const entries = session === current ? this.entries : ((await this.folder?.read(session)) ?? []);
		return entries.map((entry) => ({ session, ...entry }));
	}
}
