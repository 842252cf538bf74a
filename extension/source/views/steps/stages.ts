import type { Words } from "../../words/words";
import { sumOf } from "./attention-row";
import { type Figures, over } from "./figures";
import { numberText } from "./number-text";

type Numbers = ArrayLike<number>;

/** A column of the table: the query's own, a key's, all other keys together, the sum. */
export type Column = "query" | "rest" | "total" | number;

export type StageName =
	| "vectors"
	| "scores"
	| "scaled"
	| "adjusted"
	| "masked"
	| "powers"
	| "weights"
	| "values"
	| "weighted"
	| "output";

/** One step from vectors to output: a row of the table. */
export interface Stage {
	name: StageName;
	title(words: Words): string;
	formula(figures: Figures, words: Words): string;
	/** One sentence for a learner. */
	explain(words: Words): string;
	fits(figures: Figures): boolean;
	/** A number, a vector, or nothing. */
	cell(figures: Figures, column: Column): number | Numbers | null;
	/** Numbers of either sign. */
	signed?: boolean;
}

const known = ({ row }: Figures): boolean => row.from !== "weights";
const valued = ({ row }: Figures): boolean => row.output.length > 0;

/** One number per key; what the sum column holds, and whether the other keys may be summed. */
const each =
	(
		numbers: (figures: Figures) => Numbers,
		total: (figures: Figures) => number | null = () => null,
		summed = false,
	): Stage["cell"] =>
	(figures, column) => {
		if (typeof column === "number") return numbers(figures)[column];
		if (column === "total") return total(figures);
		if (column === "rest" && summed) return over(figures.rest, numbers(figures));
		return null;
	};

export const STAGES: readonly Stage[] = [
	{
		name: "vectors",
		title: (words) => words("Query and keys"),
		formula: () => "q, kⱼ",
		explain: (words) =>
			words("The token that looks has a query vector q; every token that can be looked at has a key vector k."),
		fits: known,
		cell: ({ row }, column) => (column === "query" ? row.query : typeof column === "number" ? row.key(column) : null),
	},
	{
		name: "scores",
		title: (words) => words("Raw scores"),
		formula: () => "sⱼ = q · kⱼ",
		explain: (words) =>
			words("The score of a key is its dot product with the query: large where both point the same way."),
		fits: known,
		signed: true,
		cell: each(({ row }) => row.scores),
	},
	{
		name: "scaled",
		title: (words) => words("Scaled"),
		formula: ({ row }) => scaleText(row.scale, row.query.length),
		explain: (words) =>
			words("Scores grow with the length of the vectors; the scale brings them back, so that softmax stays gentle."),
		fits: known,
		signed: true,
		cell: each(({ scaled }) => scaled),
	},
	{
		name: "adjusted",
		title: (words) => words("Softcap and bias"),
		formula: ({ row, hasBias }, words) => {
			const cap =
				row.softcap === undefined ? [] : [`${factorText(row.softcap)} · tanh(x ÷ ${factorText(row.softcap)})`];
			return [...cap, ...(hasBias ? [words("+ bias")] : [])].join(" ");
		},
		explain: (words) =>
			words("A softcap bends large scores towards a bound; a bias adds what is known about the places."),
		fits: (figures) => known(figures) && (figures.hasBias || figures.row.softcap !== undefined),
		signed: true,
		cell: each(({ adjusted }) => adjusted),
	},
	{
		name: "masked",
		title: (words) => words("Masked"),
		formula: (_, words) => words("−∞ where masked"),
		explain: (words) => words("Keys that the query may not look at get −∞, whatever their score was."),
		fits: (figures) => known(figures) && figures.hasMask,
		signed: true,
		cell: each(({ row }) => row.logits),
	},
	{
		name: "powers",
		title: (words) => words("Exponentials"),
		formula: ({ softmax }) =>
			`eⱼ = exp(xⱼ − max), max = ${numberText(softmax.max)}, ln Σ exp(xⱼ) = ${numberText(softmax.logSumExp)}`,
		explain: (words) =>
			words(
				"Softmax, first half: the row's largest score is subtracted, so that nothing overflows, and e is raised to it.",
			),
		fits: known,
		cell: each(
			({ softmax }) => softmax.powers,
			({ softmax }) => softmax.total,
			true,
		),
	},
	{
		name: "weights",
		title: (words) => words("Attention weights"),
		formula: (figures) => (known(figures) ? "aⱼ = eⱼ ÷ Σ e" : "aⱼ"),
		explain: (words) =>
			words("Softmax, second half: divided by their sum, the exponentials become shares that add up to 1."),
		fits: () => true,
		cell: each(
			({ row }) => row.weights,
			({ row }) => sumOf(row.weights),
			true,
		),
	},
	{
		name: "values",
		title: (words) => words("Values"),
		formula: () => "vⱼ",
		explain: (words) => words("Every token that is looked at gives its value vector v."),
		fits: valued,
		cell: ({ row }, column) => (typeof column === "number" ? row.value(column) : null),
	},
	{
		name: "weighted",
		title: (words) => words("Weights × values"),
		formula: () => "aⱼ · vⱼ",
		explain: (words) => words("Each value is multiplied by its weight: what is hardly looked at hardly counts."),
		fits: valued,
		cell: ({ row, parts, rest, restPart }, column) => {
			if (column === "total") return row.output;
			if (column === "rest") return rest.length > 0 ? restPart : null;
			return typeof column === "number" ? (parts.get(column) ?? null) : null;
		},
	},
	{
		name: "output",
		title: (words) => words("Output"),
		formula: () => "o = Σ aⱼ · vⱼ",
		explain: (words) => words("The sum of the weighted values is what the head gives back for this query."),
		fits: valued,
		cell: ({ row }, column) => (column === "total" ? row.output : null),
	},
];

/** `÷ √64 = × 0.125`, or the number alone where it is no root of D. */
function scaleText(scale: number, depth: number): string {
	const isRoot = Math.abs(scale * Math.sqrt(depth) - 1) < 1e-6;
	return isRoot ? `÷ √${depth} = × ${factorText(scale)}` : `× ${factorText(scale)}`;
}

/** A scale as it is: 0.125, not 0.13. */
export function factorText(scale: number): string {
	return String(Number(scale.toPrecision(5))).replace("-", "−");
}
