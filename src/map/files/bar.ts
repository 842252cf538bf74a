import { type Shape, SOFT } from "./shapes";

/** How numbers become colours. */
export interface Bar {
	/** 256 colours, red green blue. */
	table: Uint8Array;
	/** A number's place on the bar, 0 to 1. */
	share(weight: number): number;
	/** Numbers that stand under the bar. */
	ticks: readonly number[];
}

const WIDTH = 200;
const STEPS = 100;
const HEIGHT = 9;

/** The colour bar: its colours, its numbers, and what they are. */
export function barShapes(bar: Bar, of: string, x: number, y: number): Shape[] {
	const colours = new Uint8Array(STEPS * 3);
	for (let i = 0; i < STEPS; i++) {
		const at = Math.round((i / (STEPS - 1)) * 255) * 3;
		colours.set(bar.table.subarray(at, at + 3), i * 3);
	}
	const marks = bar.ticks.map((tick) => ({ tick, at: x + bar.share(tick) * WIDTH }));
	return [
		{ kind: "cells", x, y, cell: [WIDTH / STEPS, HEIGHT], columns: STEPS, colours },
		{ kind: "lines", segments: marks.map(({ at }) => [at, y + HEIGHT, at, y + HEIGHT + 3]), ink: SOFT, width: 0.5 },
		...marks.map(
			({ tick, at }): Shape => ({
				kind: "text",
				x: at,
				y: y + HEIGHT + 12,
				words: String(tick),
				size: 8,
				anchor: "middle",
				ink: SOFT,
			}),
		),
		{ kind: "text", x, y: y + HEIGHT + 25, words: of, size: 9, ink: SOFT },
	];
}
