import type { Axis } from "@attention-lab/attention/map";

const NAMES = ["step", "epoch", "time", "iteration", "token"];

/** Whether an axis is walked in time: training steps, or the tokens of a generation. */
export function isStepAxis(axis: Axis): boolean {
	return NAMES.includes(axis.name.toLowerCase());
}

/** The leading axis that is walked in time, or -1. */
export function stepAxisOf(leads: readonly Axis[]): number {
	return leads.findIndex((axis) => isStepAxis(axis) && axis.size > 1);
}

/** The same axes, but for how many steps there are: a reader's place on the old ones is a place on the new ones. */
export function sameButSteps(before: readonly Axis[], after: readonly Axis[]): boolean {
	if (before.length !== after.length) return false;
	return before.every((axis, index) => {
		const other = after[index];
		const isLead = index < before.length - 2;
		if (isLead && isStepAxis(axis)) return axis.name === other.name;
		return JSON.stringify(axis) === JSON.stringify(other);
	});
}
