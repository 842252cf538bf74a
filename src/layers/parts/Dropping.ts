import { dropout, type Tensor } from "@tensorflow/tfjs-core";
import type { AttentionOptions } from "../../attend/options";
import { wrong } from "../../wrong";

export function checkRate(name: string, rate: number | undefined): void {
	if (rate !== undefined && !(rate >= 0 && rate < 1)) {
		throw wrong(name, "dropout must be from 0 to below 1", { dropout: rate });
	}
}

/** Dropout while training: a share `rate` becomes 0, the others grow by 1 / (1 - rate); with a seed, the same on every run. */
export class Dropping {
	private drops = 0;

	constructor(
		private readonly rate = 0,
		private readonly seed?: number,
	) {}

	/** Whether this call changes anything. */
	acts(training: unknown): boolean {
		return training === true && this.rate > 0;
	}

	/** For an attention that drops weights itself. */
	options(training: unknown): Pick<AttentionOptions, "dropout" | "seed"> {
		return this.acts(training) ? { dropout: this.rate, seed: this.next() } : {};
	}

	run<T extends Tensor>(x: T, training: unknown): T {
		return this.acts(training) ? (dropout(x, this.rate, undefined, this.next()) as T) : x;
	}

	private next(): number | undefined {
		return this.seed === undefined ? undefined : this.seed + this.drops++;
	}
}
