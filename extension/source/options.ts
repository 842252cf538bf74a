/** What a reader sets for all maps; the application's settings fill it in. */
export interface Options {
	/** The colour scale of a map whose reader chose none. */
	shape: "sqrt" | "linear";
	/** The way of looking at a map whose reader chose none. */
	mode: string;
	/** When the wheel zooms: once the matrix has the focus or with Ctrl, with Ctrl only, never. */
	wheel: "focus" | "ctrl" | "never";
	/** Maps of the same tokens share pins. */
	linking: boolean;
	/** The largest height of the matrix, in CSS pixels. */
	height: number;
	/** Nothing moves, whatever the system says. */
	still: boolean;
	/** Says what attention weights are not. */
	note: boolean;
}

export const OPTIONS: Readonly<Options> = {
	shape: "sqrt",
	mode: "matrix",
	wheel: "focus",
	linking: true,
	height: 520,
	still: false,
	note: true,
};

/** The options in a settings file; what is missing or no such value stays as it is by default. */
export function readOptions(given: Readonly<Record<string, unknown>>): Options {
	const { shape, mode, wheel, linking, height, still, note } = given;
	const flag = (value: unknown, otherwise: boolean): boolean => (typeof value === "boolean" ? value : otherwise);
	return {
		shape: shape === "linear" ? "linear" : OPTIONS.shape,
		mode: typeof mode === "string" ? mode : OPTIONS.mode,
		wheel: wheel === "ctrl" || wheel === "never" ? wheel : OPTIONS.wheel,
		linking: flag(linking, OPTIONS.linking),
		height: Number.isFinite(height) ? Math.max(160, Math.min(2000, Number(height))) : OPTIONS.height,
		still: flag(still, OPTIONS.still),
		note: flag(note, OPTIONS.note),
	};
}
