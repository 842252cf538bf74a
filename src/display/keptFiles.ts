import { createHash, randomUUID } from "node:crypto";
import {
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";

/**
 * Files made from others, once for all processes of a user. A name says what a file was made from and what it holds, so that
 * one of an older package, or one that was cut short, is made again.
 */
export class KeptFiles {
	private readonly known = new Map<string, string>();
	private folder: string | undefined;

	/** @param place - Of their folder, without the user's number. */
	constructor(private readonly place: string) {}

	/** The file that `make` makes of `source`; its name ends in `ending`. */
	async from(source: string, ending: string, make: (bytes: Uint8Array) => Promise<Uint8Array>): Promise<string> {
		const known = this.known.get(source);
		if (known !== undefined && existsSync(known)) return known;
		const bytes = readFileSync(source);
		const start = `${digest(bytes)}-`;
		const file = this.find(start, ending) ?? this.keep(start, ending, await make(bytes));
		this.known.set(source, file);
		return file;
	}

	private find(start: string, ending: string): string | undefined {
		const folder = this.open();
		return readdirSync(folder)
			.filter((name) => name.startsWith(start) && name.endsWith(ending))
			.map((name) => join(folder, name))
			.find((file) => file === join(folder, nameOf(start, readFileSync(file), ending)));
	}

	/** Whoever sees the name sees the whole file. */
	private keep(start: string, ending: string, bytes: Uint8Array): string {
		const folder = this.open();
		const file = join(folder, nameOf(start, bytes, ending));
		const part = join(folder, `${randomUUID()}.part`);
		writeFileSync(part, bytes);
		renameSync(part, file);
		return file;
	}

	private open(): string {
		if (this.folder === undefined || !existsSync(this.folder)) this.folder = folderOf(this.place);
		return this.folder;
	}
}

/** A folder that nobody else can write to: where the one at this place is not such, one for this process alone. */
function folderOf(place: string): string {
	const user = process.getuid?.();
	const folder = user === undefined ? place : `${place}-${user}`;
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		const { uid, mode } = lstatSync(folder);
		if (user === undefined || (uid === user && (mode & 0o022) === 0)) return folder;
	} catch {
		// A file has the name.
	}
	const own = mkdtempSync(`${folder}-`);
	process.once("exit", () => rmSync(own, { recursive: true, force: true }));
	return own;
}

function nameOf(start: string, bytes: Uint8Array, ending: string): string {
	return `${start}${digest(bytes)}${ending}`;
}

function digest(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("hex").slice(0, 32);
}
