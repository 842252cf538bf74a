import { Recent } from "../../maps/recent";
import type { Scene } from "../view";
import { type AttentionRow, weightsOnly } from "./attention-row";
import { rowOfReply } from "./live-row";
import { savedRow, vectorsOf } from "./saved-vectors";
import { strongest } from "./strongest";

/** Whether there is anything to show but weights: a kernel that answers, or vectors in the document. */
export function knowsSteps({ map, weights }: Scene): boolean {
	return vectorsOf(map) !== null || (weights.state === "live" && weights.offers.includes("steps"));
}

/** Rows that stay put. */
const KEPT = 32;

/** Where rows come from: the kernel, until it answers the document's vectors, else the saved weights. */
export class RowSource {
	private readonly rows = new Recent<AttentionRow>(KEPT);
	private readonly asked = new Set<string>();
	private weights: Scene["weights"] | null = null;
	private state = "";
	private disposed = false;

	/** @param onRow - Called when the kernel has answered. */
	constructor(
		private readonly scene: Scene,
		private readonly onRow: () => void,
	) {}

	/** The best row there is now, or `null` where not even its weights are known key by key. */
	row(lead: readonly number[], query: number, most: number): AttentionRow | null {
		this.follow();
		const { map, weights } = this.scene;
		const found = this.rows.get(nameOf(lead, query, most));
		if (found !== undefined) return found;
		const isLive = weights.state === "live" && weights.offers.includes("steps");
		const guess = this.savedWeights(lead, query);
		if (isLive) void this.ask(lead, query, most, strongest(guess ?? new Float32Array(map.key.size), most));
		const vectors = vectorsOf(map);
		if (vectors !== null) return savedRow(map, vectors, lead, query);
		return guess && weightsOnly(guess);
	}

	dispose(): void {
		this.disposed = true;
		this.rows.clear();
	}

	/** Other weights, or a kernel that came or went: what it said before is no longer true. */
	private follow(): void {
		const { weights } = this.scene;
		if (weights === this.weights && weights.state === this.state) return;
		this.weights = weights;
		this.state = weights.state;
		this.rows.clear();
		this.asked.clear();
	}

	private savedWeights(lead: readonly number[], query: number): Float32Array | null {
		const { map, weights } = this.scene;
		const isPlain = weights.of === "weights" && weights.hidden.length === 0;
		const S = map.key.size;
		if (isPlain) {
			const row = weights.row(lead, query);
			return Math.max(...row.pooling) > 1 ? null : row.values;
		}
		const plane = map.plane(lead);
		return Math.max(...plane.pooling) > 1 ? null : plane.values.subarray(query * S, (query + 1) * S);
	}

	/** Asks with the keys that seem strongest, and once more where the exact weights say otherwise. */
	private async ask(lead: readonly number[], query: number, most: number, keys: number[]): Promise<void> {
		const name = nameOf(lead, query, most);
		if (this.asked.has(name)) return;
		this.asked.add(name);
		const { weights, map } = this.scene;
		const send = async (which: number[]): Promise<AttentionRow> =>
			rowOfReply(await weights.ask("steps", { lead: [...lead], query, keys: which }), map.key.size);
		try {
			let row = await send(keys);
			const better = strongest(row.weights, most);
			if (better.join() !== keys.join()) row = await send(better);
			if (this.disposed || weights !== this.weights || this.state !== "live") return;
			this.rows.set(name, row);
			this.onRow();
		} catch {
			// The row stays as the document tells it; the header says what became of the kernel.
		}
	}
}

function nameOf(lead: readonly number[], query: number, most: number): string {
	return `${lead}/${query}/${most}`;
}
