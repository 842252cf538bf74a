/**
 * Histories of sessions on disk: one file of JSON lines for each, appended by its kernel alone, so that many kernels need
 * no lock and a torn last line harms nothing. (Node's own SQLite is missing in Node 20, and one in WebAssembly writes whole
 * files.)
 */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";

export interface Entry {
	line: number;
	input: string;
	output: string | null;
}

/** A line of a file: an input, or the output of an earlier one. */
type Item = { line: number; input: string } | { line: number; output: string };

/** What is kept of older sessions. */
const KEPT = { sessions: 1000, bytes: 16_000_000 };

const NAME = /^(\d+)\.jsonl$/;

/** The file of the running session. */
export interface Book {
	session: number;
	append(item: Item): Promise<void>;
}

export class HistoryFolder {
	constructor(
		private readonly folder: string,
		private readonly kept = KEPT,
	) {}

	/** Numbers of the sessions that have a file, oldest first. */
	async sessions(): Promise<number[]> {
		const names = await fs.readdir(this.folder).catch(() => []);
		return names.flatMap((name) => NAME.exec(name)?.slice(1).map(Number) ?? []).sort((a, b) => a - b);
	}

	/** What a session ran; nothing if its file is gone. */
	async read(session: number): Promise<Entry[]> {
		const text = await fs.readFile(this.file(session), "utf8").catch(() => "");
		const entries = new Map<number, Entry>();
		for (const item of text.split("\n").flatMap(parsed)) {
			if ("input" in item) {
				entries.set(item.line, { line: item.line, input: item.input, output: null });
			} else {
				Object.assign(entries.get(item.line) ?? {}, { output: item.output });
			}
		}
		return [...entries.values()];
	}

	/**
	 * Begins the file of a new session, with a number that no other kernel has.
	 *
	 * @throws when the folder cannot be written.
	 */
	async begin(): Promise<Book> {
		await fs.mkdir(this.folder, { recursive: true, mode: 0o700 });
		const sessions = await this.sessions();
		for (let session = (sessions.at(-1) ?? 0) + 1; ; session += 1) {
			try {
				const file = this.file(session);
				await fs.writeFile(file, "", { flag: "wx", mode: 0o600 });
				await this.prune(sessions);
				return { session, append: (item) => fs.appendFile(file, `${JSON.stringify(item)}\n`, { mode: 0o600 }) };
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
					throw error;
				}
			}
		}
	}

	/** Removes the oldest sessions. */
	private async prune(sessions: number[]): Promise<void> {
		let bytes = 0;
		for (const [age, session] of sessions.reverse().entries()) {
			bytes += await fs.stat(this.file(session)).then(
				({ size }) => size,
				() => 0,
			);
			if (age >= this.kept.sessions || bytes > this.kept.bytes) {
				await fs.rm(this.file(session), { force: true });
			}
		}
	}

	private file(session: number): string {
		return path.join(this.folder, `${String(session).padStart(8, "0")}.jsonl`);
	}
}

function parsed(line: string): Item[] {
	try {
		const item = JSON.parse(line);
		const isItem = Number.isInteger(item?.line) && (typeof item.input === "string" || typeof item.output === "string");
		return isItem ? [item] : [];
	} catch {
		return []; // Torn when a machine went down.
	}
}

/** Where histories lie: Jupyter's folder for data. Nowhere when `ATTENTION_LAB_HISTORY` is `off`. */
export function historyFolder(env: NodeJS.ProcessEnv): HistoryFolder | undefined {
	if (env.ATTENTION_LAB_HISTORY === "off") {
		return undefined;
	}
	try {
		return new HistoryFolder(path.join(env.JUPYTER_DATA_DIR || dataFolder(env), "attention-lab", "history"));
	} catch {
		return undefined; // A user without a home.
	}
}

function dataFolder(env: NodeJS.ProcessEnv): string {
	const home = () => env.HOME || os.homedir();
	switch (process.platform) {
		case "darwin":
			return path.join(home(), "Library", "Jupyter");
		case "win32":
			return path.join(env.APPDATA || path.join(os.homedir(), "AppData", "Roaming"), "jupyter");
		default:
			return path.join(env.XDG_DATA_HOME || path.join(home(), ".local", "share"), "jupyter");
	}
}
