import type { Steps, StepsRequest } from "../map/index";
import { wrong } from "../wrong";
import type { Cells } from "./cells";
import { checkLead, isIndex } from "./requests";

const MOST_KEYS = 1024;

/** How one query comes to its weights, and the arrays in the order of {@link Steps}. */
export interface RowSteps extends Omit<Steps, "type" | "id"> {
	q: Float32Array;
	/** Shape [keys, D]; v of shape [keys, E]. */
	k: Float32Array;
	v: Float32Array;
	/** `q · k`, shape [S]. */
	scores: Float32Array;
	/** After scale, softcap and bias; -Infinity where masked. */
	logits: Float32Array;
	weights: Float32Array;
	/** `Σ w(j) v(j)`, shape [E]. */
	output: Float32Array;
}

function stack(rows: Float32Array[]): Float32Array {
	return Float32Array.from(rows.flatMap((row) => [...row]));
}

/** The steps of one row of one head, `weights = softmax(logits)`, once the request is within the map. */
export function stepsOf(cells: Cells, { lead, query, keys }: Omit<StepsRequest, "type" | "id">): RowSteps {
	const { origin, visible, shape } = cells;
	const [L, S] = shape.slice(-2);
	const head = checkLead("steps", lead, shape.slice(0, -2));
	if (origin === undefined) throw wrong("steps", "the map must know its queries and keys", { q: undefined });
	if (!isIndex(query, L)) throw wrong("steps", `query must be a whole number from 0 to ${L - 1}`, { query });
	if (!(Array.isArray(keys) && keys.length <= MOST_KEYS && keys.every((key) => isIndex(key, S)))) {
		throw wrong("steps", `keys must be at most ${MOST_KEYS} whole numbers below ${S}`, { keys });
	}
	const [row, all]: [[number, number], [number, number]] = [
		[query, query + 1],
		[0, S],
	];
	const seen = visible?.pooled(head, row, all, [1, 1]);
	const logits = Float32Array.from(origin.logits(head, query, all), (logit, j) =>
		seen?.[j] === 0 ? Number.NEGATIVE_INFINITY : logit,
	);
	const tile = cells.tile({ head, query: row, key: all, zoom: 0, of: "weights", without: new Set() });
	const weights = tile.values.map((weight) => (Number.isNaN(weight) ? 0 : weight));
	const valueDepth = origin.v?.shape[3] ?? 0;
	const output = new Float64Array(valueDepth);
	for (let j = 0; j < S && valueDepth > 0; j++) {
		if (weights[j] === 0) continue;
		const value = origin.vector("v", head, j);
		for (let e = 0; e < valueDepth; e++) output[e] += weights[j] * value[e];
	}
	const [, , keyHead] = origin.place(head);
	const { scale, softcap } = origin.checked;
	return {
		depth: origin.q.shape[3],
		valueDepth,
		scale,
		...(softcap !== undefined && { softcap }),
		keyHead,
		keyHeads: origin.k.shape[1],
		keys: [...keys],
		q: origin.vector("q", head, query).slice(),
		k: stack(keys.map((key) => origin.vector("k", head, key))),
		v: valueDepth === 0 ? new Float32Array(0) : stack(keys.map((key) => origin.vector("v", head, key))),
		scores: Float32Array.from(origin.products(head, query, all)),
		logits,
		weights,
		output: Float32Array.from(output),
	};
}
