/** Choices that look random and come again with the same seed. */
export class Random {
	private state: number;

	/** @param seeds - A run's, and the number of a step in it: a step can be repeated alone. */
	constructor(...seeds: number[]) {
		this.state = seeds.reduce((state, seed) => mixed(state ^ mixed(seed)), 0x9e3779b9);
	}

	/** At least 0, below 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		return mixed(this.state) / 2 ** 32;
	}

	/** A whole number from 0, below `limit`. */
	below(limit: number): number {
		return Math.floor(this.next() * limit);
	}

	/** A whole number; both ends may come. */
	between(least: number, most: number): number {
		return least + this.below(most - least + 1);
	}

	chance(share: number): boolean {
		return this.next() < share;
	}

	pick<T>(list: readonly T[]): T {
		return list[this.below(list.length)];
	}

	bytes(length: number): Buffer {
		return Buffer.from(Array.from({ length }, () => this.below(256)));
	}

	/** Of any characters, also halves of pairs. */
	text(length: number): string {
		return Array.from({ length }, () => String.fromCharCode(this.below(this.chance(0.8) ? 0x80 : 0x10000))).join("");
	}
}

/** The end of murmur3's hash: every bit of the input changes half of the output. */
function mixed(value: number): number {
	let state = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
	state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
	return (state ^ (state >>> 16)) >>> 0;
}
