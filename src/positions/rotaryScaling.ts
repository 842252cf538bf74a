import { wrong } from "../wrong";

/** How rotary angles are stretched, so that a model reads texts longer than those it was trained on. */
export type RotaryScaling =
	/** Every angle divided by `factor`: position interpolation (Chen et al. 2023). */
	| { kind: "linear"; factor: number }
	/** `base · factor^(D/(D-2))`: the slowest pair is stretched by `factor`, the fastest stays. */
	| { kind: "ntk"; factor: number }
	/**
	 * Pairs that turn more than `betaFast` (32) times within `originalLength` stay, those below `betaSlow` (1) are divided
	 * by `factor`, a ramp between; cos and sin times `attentionFactor`, `0.1 ln(factor) + 1` by default (Peng et al. 2023).
	 * As in the authors' code the ramp is linear over the pairs, from and to whole ones unless `truncate` is false; the
	 * paper's text has it linear over the turns.
	 */
	| {
			kind: "yarn";
			factor: number;
			originalLength: number;
			betaFast?: number;
			betaSlow?: number;
			attentionFactor?: number;
			truncate?: boolean;
	  }
	/**
	 * Pairs that turn more than `highFrequencyFactor` (4) times within `originalLength` stay, those below
	 * `lowFrequencyFactor` (1) are divided by `factor`, between them linear over the turns (Llama 3.1).
	 */
	| {
			kind: "llama3";
			factor: number;
			originalLength: number;
			lowFrequencyFactor?: number;
			highFrequencyFactor?: number;
	  };

export interface Frequencies {
	/** Radians per position, one for each pair. */
	perPair: number[];
	/** Factor of cos and sin. */
	magnitude: number;
}

function checkNumber(name: string, key: string, value: unknown, from: number): void {
	if (typeof value !== "number" || !Number.isFinite(value) || value < from) {
		throw wrong(name, `${key} must be a finite number of at least ${from}`, { [key]: value });
	}
}

function checkOrder(name: string, low: [string, unknown], high: [string, unknown]): void {
	for (const [key, value] of [low, high]) checkNumber(name, `scaling.${key}`, value, 0);
	if (!((low[1] as number) < (high[1] as number)) || low[1] === 0) {
		throw wrong(
			name,
			`scaling.${low[0]} must be above 0 and below scaling.${high[0]}`,
			Object.fromEntries([low, high]),
		);
	}
}

/** `base^(-2c/D)` for pair c, stretched; float64. */
export function rotaryFrequencies(name: string, size: number, base: number, scaling?: RotaryScaling): Frequencies {
	const pairs = Array.from({ length: size / 2 }, (_, c) => c);
	const plain = pairs.map((c) => base ** ((-2 * c) / size));
	if (scaling === undefined) return { perPair: plain, magnitude: 1 };
	if (typeof scaling !== "object" || scaling === null) throw wrong(name, "scaling must be an object", { scaling });
	const { kind, factor } = scaling;
	if (!["linear", "ntk", "yarn", "llama3"].includes(kind)) {
		throw wrong(name, 'scaling.kind must be "linear", "ntk", "yarn" or "llama3"', { kind });
	}
	checkNumber(name, "scaling.factor", factor, 1);
	if (kind === "linear") return { perPair: plain.map((f) => f / factor), magnitude: 1 };
	if (kind === "ntk") {
		const stretched = size > 2 ? base * factor ** (size / (size - 2)) : base;
		return { perPair: pairs.map((c) => stretched ** ((-2 * c) / size)), magnitude: 1 };
	}
	checkNumber(name, "scaling.originalLength", scaling.originalLength, 1);
	return kind === "yarn" ? yarn(name, size, base, plain, scaling) : llama3(name, plain, scaling);
}

/** `kept` of each angle as it was, the rest divided. */
function blend(plain: number[], factor: number, kept: (frequency: number, pair: number) => number): number[] {
	return plain.map((f, c) => {
		const share = Math.min(1, Math.max(0, kept(f, c)));
		return share * f + ((1 - share) * f) / factor;
	});
}

function yarn(
	name: string,
	size: number,
	base: number,
	plain: number[],
	scaling: RotaryScaling & { kind: "yarn" },
): Frequencies {
	const { factor, originalLength, betaFast = 32, betaSlow = 1, truncate = true } = scaling;
	const { attentionFactor = 0.1 * Math.log(factor) + 1 } = scaling;
	checkOrder(name, ["betaSlow", betaSlow], ["betaFast", betaFast]);
	checkNumber(name, "scaling.attentionFactor", attentionFactor, 0);
	if (typeof truncate !== "boolean") throw wrong(name, "scaling.truncate must be true or false", { truncate });
	if (!(base > 1)) throw wrong(name, "base must be above 1 with yarn", { base });
	const pairOf = (turns: number) => (size * Math.log(originalLength / (turns * 2 * Math.PI))) / (2 * Math.log(base));
	const [first, last] = [pairOf(betaFast), pairOf(betaSlow)];
	const within = (pair: number) => Math.min(Math.max(pair, 0), size - 1);
	const low = within(truncate ? Math.floor(first) : first);
	const high = within(truncate ? Math.ceil(last) : last);
	const width = high === low ? 0.001 : high - low;
	return { perPair: blend(plain, factor, (_, c) => 1 - (c - low) / width), magnitude: attentionFactor };
}

function llama3(name: string, plain: number[], scaling: RotaryScaling & { kind: "llama3" }): Frequencies {
	const { factor, originalLength, lowFrequencyFactor: low = 1, highFrequencyFactor: high = 4 } = scaling;
	checkOrder(name, ["lowFrequencyFactor", low], ["highFrequencyFactor", high]);
	const turns = (frequency: number) => (originalLength * frequency) / (2 * Math.PI);
	return { perPair: blend(plain, factor, (f) => (turns(f) - low) / (high - low)), magnitude: 1 };
}
