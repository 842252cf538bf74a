import type { Plane } from "../../maps/plane";
import { cut } from "../../maps/strip";
import type { LookedAt } from "../../maps/weights";

/** Weights that are worked out from other weights: a plane at a time, kept while what they came from stays the same. */
export class DerivedWeights implements LookedAt {
	private made: { from: readonly Plane[]; plane: Plane } | null = null;

	/**
	 * @param sources - The planes of a head that this one comes from.
	 * @param make - The plane, once they are there.
	 */
	constructor(
		private readonly base: LookedAt,
		private readonly sources: (lead: readonly number[]) => Plane[],
		private readonly make: (...planes: Plane[]) => Plane,
	) {}

	get of(): LookedAt["of"] {
		return this.base.of;
	}
	get hidden(): readonly number[] {
		return [];
	}
	get state(): LookedAt["state"] {
		return this.base.state;
	}
	get reason(): string {
		return this.base.reason;
	}
	get offers(): readonly string[] {
		return [];
	}

	plane(lead: readonly number[]): Plane {
		const from = this.sources(lead);
		if (this.made?.from.every((plane, i) => plane === from[i])) return this.made.plane;
		this.made = { from, plane: this.make(...from) };
		return this.made.plane;
	}

	preview(lead: readonly number[]): Plane {
		return this.plane(lead);
	}
	view(lead: readonly number[]): Plane {
		return this.plane(lead);
	}
	finest(lead: readonly number[]): Plane {
		return this.plane(lead);
	}
	row(lead: readonly number[], query: number): Plane {
		const plane = this.plane(lead);
		return cut(plane, [query, query + 1], [0, plane.columns]);
	}
	column(lead: readonly number[], key: number): Plane {
		const plane = this.plane(lead);
		return cut(plane, [0, plane.rows], [key, key + 1]);
	}
	ask(type: string): Promise<never> {
		return Promise.reject(new Error(`${type}: a comparison cannot be asked`));
	}
	peak(): Promise<null> {
		return Promise.resolve(null);
	}
}
