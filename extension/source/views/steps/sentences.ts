import { labelOf } from "../../layout/tokens";
import type { Scene } from "../view";
import { type Figures, over } from "./figures";
import { numberText, sumText, vectorText } from "./number-text";
import { type Column, factorText, type Stage } from "./stages";

/** A cell of the table, and a number of its vector where it holds one. */
export interface Spot {
	stage: Stage;
	column: Column;
	component: number;
}

const LONGEST = 40;

/** What a cell is and how it was reckoned, with the actual numbers. */
export function sentenceOf(scene: Scene, figures: Figures, query: number, spot: Spot): string {
	const { words, map } = scene;
	const { column, stage } = spot;
	if (column === "query")
		return stage.name === "vectors"
			? vectorOf(scene, "q", short(labelOf(map.query, query)), figures.row.query, spot)
			: "";
	if (column === "rest") return restText(scene, figures, spot);
	if (column === "total") return totalText(scene, figures, spot);
	const reckoned = keyText(scene, figures, column, spot);
	if (stage.name === "vectors" || stage.name === "values") return reckoned;
	return reckoned === "" ? "" : `${words("key")} ${short(labelOf(map.key, column))}: ${reckoned}`;
}

/** A token's letters, however they run, without turning the sentence around; long ones are cut. */
function short(label: string): string {
	return `\u2068${label.length > LONGEST ? `${label.slice(0, LONGEST)}…` : label}\u2069`;
}

function vectorOf(scene: Scene, name: string, label: string, vector: ArrayLike<number>, { component }: Spot): string {
	const { words } = scene;
	if (vector.length === 0) return words("The vector of %1 is not here.", label);
	const at = Math.min(component, vector.length - 1);
	const whole = words("%1 of %2 = %3, %4 numbers", name, label, vectorText(vector), vector.length);
	return `${whole}; ${name}[${at}] = ${numberText(vector[at])}`;
}

function keyText(scene: Scene, figures: Figures, key: number, spot: Spot): string {
	const { words, map } = scene;
	const { row, softmax, scaled, adjusted } = figures;
	const label = short(labelOf(map.key, key));
	const logit = row.logits[key];
	switch (spot.stage.name) {
		case "vectors":
			return vectorOf(scene, "k", label, row.key(key), spot);
		case "scores": {
			const vector = row.key(key);
			if (vector.length === 0) return `q · k = ${numberText(row.scores[key])}`;
			return `q · k = ${sumText(row.query, vector, row.scores[key], smaller(scene))}`;
		}
		case "scaled":
			return `${numberText(row.scores[key])} × ${factorText(row.scale)} = ${numberText(scaled[key])}`;
		case "adjusted":
			return adjustedText(figures, key, adjusted[key]);
		case "masked":
			if (logit > Number.NEGATIVE_INFINITY) return words("%1 stays: this key may be looked at", numberText(logit));
			return words("%1 becomes −∞: this key is masked", numberText(adjusted[key]));
		case "powers":
			if (logit === Number.NEGATIVE_INFINITY) return "exp(−∞) = 0";
			return `exp(${numberText(logit)} − ${bracket(softmax.max)}) = ${numberText(softmax.powers[key])}`;
		case "weights":
			if (row.from === "weights" || softmax.total === 0) return numberText(row.weights[key]);
			return `${numberText(softmax.powers[key])} ÷ ${numberText(softmax.total)} = ${numberText(row.weights[key])}`;
		case "values":
			return vectorOf(scene, "v", label, row.value(key), spot);
		default: {
			const value = row.value(key);
			if (value.length === 0) return vectorOf(scene, "v", label, value, spot);
			const at = Math.min(spot.component, value.length - 1);
			const part = row.weights[key] * value[at];
			return `a · v[${at}] = ${numberText(row.weights[key])} · ${bracket(value[at])} = ${numberText(part)}`;
		}
	}
}

function adjustedText({ row, scaled, hasBias }: Figures, key: number, adjusted: number): string {
	const { softcap } = row;
	const capped = softcap === undefined ? scaled[key] : softcap * Math.tanh(scaled[key] / softcap);
	const cap = softcap === undefined ? "" : factorText(softcap);
	const first = cap === "" ? numberText(capped) : `${cap} · tanh(${numberText(scaled[key])} ÷ ${cap})`;
	const bias = hasBias ? ` + ${bracket(adjusted - capped)}` : "";
	return `${first}${bias} = ${numberText(adjusted)}`;
}

function restText(scene: Scene, figures: Figures, { stage, component }: Spot): string {
	const { words } = scene;
	const { rest, row, softmax, restPart } = figures;
	const name = words("the other %1 keys together", rest.length);
	if (stage.name === "powers") return `${name}: Σ e = ${numberText(over(rest, softmax.powers))}`;
	if (stage.name === "weights") return `${name}: Σ a = ${numberText(over(rest, row.weights))}`;
	if (stage.name === "weighted") {
		const at = Math.min(component, restPart.length - 1);
		return `${name}: Σ a · v[${at}] = ${numberText(restPart[at])}`;
	}
	const numbers = { scores: row.scores, scaled: figures.scaled, adjusted: figures.adjusted, masked: row.logits };
	const here = numbers[stage.name as keyof typeof numbers];
	if (here === undefined) return name;
	const [least, most] = rangeOf(rest, here);
	return `${name}: ${words("from %1 to %2", numberText(least), numberText(most))}`;
}

function totalText(scene: Scene, figures: Figures, { stage, component }: Spot): string {
	const { words } = scene;
	const { shown, rest, row, softmax, parts, restPart } = figures;
	const withRest = (numbers: ArrayLike<number>): number[] => [
		...shown.map((key) => numbers[key]),
		...(rest.length > 0 ? [over(rest, numbers)] : []),
	];
	if (stage.name === "powers") {
		const sink = softmax.sink > 0 ? [softmax.sink] : [];
		const sum = sumText([...withRest(softmax.powers), ...sink], null, softmax.total, smaller(scene));
		const sunk =
			sink.length > 0 ? ` (${words("%1 of it goes to a sink that is no key", numberText(softmax.sink))})` : "";
		const { max, total, logSumExp } = softmax;
		return `Σ e = ${sum}${sunk}; ln Σ exp(x) = ${numberText(max)} + ln ${numberText(total)} = ${numberText(logSumExp)}`;
	}
	if (stage.name === "weights") {
		const all = withRest(row.weights);
		return `Σ a = ${sumText(all, null, over(shown, row.weights) + over(rest, row.weights), smaller(scene))}`;
	}
	if (stage.name !== "weighted" && stage.name !== "output") return "";
	const at = Math.min(component, row.output.length - 1);
	const terms = [...shown.map((key) => parts.get(key)?.[at] ?? 0), ...(rest.length > 0 ? [restPart[at]] : [])];
	return `o[${at}] = Σ a · v[${at}] = ${sumText(terms, null, row.output[at], smaller(scene))}`;
}

function smaller({ words }: Scene): (count: number) => string {
	return (count) => words("(%1 smaller terms)", count);
}

function bracket(x: number): string {
	return x < 0 ? `(${numberText(x)})` : numberText(x);
}

/** The smallest and largest of some numbers, what nobody knows left out. */
export function rangeOf(keys: readonly number[], numbers: ArrayLike<number>): [number, number] {
	let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const key of keys) {
		if (numbers[key] < least) least = numbers[key];
		if (numbers[key] > most) most = numbers[key];
	}
	return [least, most];
}
