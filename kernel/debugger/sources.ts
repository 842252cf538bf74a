/** Code that can be debugged: cells by the hash of their text, local files by their path. */
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Unit } from "../compiler/unit";
import { murmur2 } from "./murmur2";
import { Positions } from "./positions";

/** How a front end makes the path of a cell from its text. No such file exists. */
export const CELLS = {
	hashMethod: "Murmur2",
	hashSeed: 0x9747b28c,
	tmpFilePrefix: `${path.join(os.tmpdir(), `attention-lab-${process.pid}`)}${path.sep}`,
	tmpFileSuffix: ".ts",
};

export interface Code {
	unit: Unit;
	/** As a front end calls it. */
	path: string;
	/** As the inspector calls it. */
	url: string;
	positions: Positions;
}

export function cellPath(text: string): string {
	return `${CELLS.tmpFilePrefix}${murmur2(text, CELLS.hashSeed)}${CELLS.tmpFileSuffix}`;
}

export class Sources {
	private readonly byUrl = new Map<string, Code>();
	/** Texts of cells that a front end told of, also when they never ran. */
	private readonly texts = new Map<string, string>();

	/** A cell's text, before it runs; gives its path. */
	dump(text: string): string {
		const file = cellPath(text);
		this.texts.set(file, text);
		return file;
	}

	add(unit: Unit): Code {
		const isFile = path.isAbsolute(unit.file);
		const url = isFile ? pathToFileURL(unit.file).href : unit.file;
		const code = {
			unit,
			url,
			path: isFile ? unit.file : cellPath(unit.source),
			positions: new Positions(unit),
		};
		this.byUrl.set(url, code);
		return code;
	}

	at(url: string): Code | undefined {
		return this.byUrl.get(url);
	}

	/** All that has this path: a text may have run as several cells. */
	withPath(file: string): Code[] {
		return [...this.byUrl.values()].filter((code) => code.path === file);
	}

	text(file: string): string | undefined {
		return this.withPath(file)[0]?.unit.source ?? this.texts.get(file);
	}

	clear(): void {
		this.byUrl.clear();
	}
}
