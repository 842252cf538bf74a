/** How a run is told what to do, and what it tells. */

export interface Options {
	/** How much of it: messages, rounds, lines, cells. */
	size?: number;
	/** Repeats the same run. */
	seed: number;
	/** Repeats one step alone. */
	only?: number;
}

/** A line of the table that a run ends with. */
export type Row = Record<string, string | number>;

export type Torture = (options: Options) => Promise<Row[]>;

/** After so long without a word, a hang is a hang. */
const PATIENCE_MS = 60_000;

/**
 * Settles with what was waited for.
 *
 * @throws when it does not come, with what there is to say of it then.
 */
export async function inTime<T>(promise: Promise<T>, story: () => string, patience = PATIENCE_MS): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`nothing came for ${patience / 1000} s: ${story()}`)), patience);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
