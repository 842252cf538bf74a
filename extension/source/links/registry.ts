import type { Cell, Selection, SelectionChange } from "../selection";
import { carried, type Ends, type Tie, tieOf } from "./ties";

/** A map that takes part. */
export interface Member extends Ends {
	readonly selection: Selection;
	/** Whether the reader lets this map take part. */
	readonly on: boolean;
	/** A second view of a map that takes part itself; it is not counted. */
	readonly copy?: boolean;
	/** A whole cell from the part that another map shares. */
	complete(part: Partial<Cell>): Cell;
	/** How many other maps share its tokens has changed. */
	counted(count: number): void;
}

/**
 * The maps of a page that look at the same tokens: a token pinned in one is pinned in the others. Pins are carried at once
 * and looks once per frame, so that a moving pointer costs one drawing of each map; what is carried is not carried on.
 */
export class Registry {
	private readonly members = new Set<Member>();
	private readonly ties = new Map<Member, Map<Member, Tie>>();
	private carrying = false;
	private looking: Member | null = null;
	private frame = 0;

	/** @returns what makes the map leave. */
	join(member: Member): () => void {
		const listen = (_: Selection, change: SelectionChange): void => this.hear(member, change);
		this.members.add(member);
		member.selection.changed.connect(listen);
		this.tie();
		return () => {
			if (!this.members.has(member)) return;
			member.selection.changed.disconnect(listen);
			this.members.delete(member);
			if (this.looking === member) this.looking = null;
			this.tie();
		};
	}

	/** Finds anew who shares tokens with whom. */
	tie(): void {
		this.ties.clear();
		for (const member of this.members) {
			const others = new Map<Member, Tie>();
			for (const other of this.members) {
				const tie = other !== member && member.on && other.on ? tieOf(member, other) : null;
				if (tie !== null) others.set(other, tie);
			}
			this.ties.set(member, others);
		}
		for (const [member, others] of this.ties) member.counted(Math.max(0, countOf(others) - (member.copy ? 1 : 0)));
	}

	private hear(member: Member, change: SelectionChange): void {
		if (this.carrying || change === "lead") return;
		if (change === "pin") {
			this.carry(member, "pin");
			return;
		}
		this.looking = member;
		this.frame ||= requestAnimationFrame(() => this.carryLook());
	}

	private carryLook(): void {
		this.frame = 0;
		const { looking } = this;
		this.looking = null;
		if (looking !== null) this.carry(looking, "look");
	}

	private carry(from: Member, what: "pin" | "look"): void {
		const cell = from.selection[what];
		this.carrying = true;
		try {
			for (const [to, tie] of this.ties.get(from) ?? []) {
				const part = cell && carried(tie, cell);
				const whole = part?.query !== undefined && part.key !== undefined;
				if (what === "look" && part !== null && !whole) continue;
				to.selection[what] = part && to.complete(part);
			}
		} finally {
			this.carrying = false;
		}
	}
}

function countOf(others: Map<Member, Tie>): number {
	return [...others.keys()].filter((other) => !other.copy).length;
}

/** The maps of this page. */
export const registry = new Registry();
