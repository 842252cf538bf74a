import { appendFileSync } from "node:fs";

export interface Options {
	quick: boolean;
	only?: string;
	/** Where rows go, one JSON per line. */
	out: string;
	/** Where the peers are installed; `python` is missing where they are not. */
	peers: { folder: string; python?: string };
}

export const options: Options = JSON.parse(process.env.VIEWER_BENCH ?? '{"out":"/dev/null","peers":{"folder":""}}');

/** A case that `--only` leaves in. */
export function wanted(name: string): boolean {
	return options.only === undefined || name.includes(options.only);
}

export function report(row: Record<string, unknown>): void {
	appendFileSync(options.out, `${JSON.stringify(row)}\n`);
	console.log(`  ${JSON.stringify(row)}`);
}

export function middle(numbers: readonly number[]): number {
	return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
