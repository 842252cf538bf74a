import type { Scene } from "../view";

/** `from` a query to the keys that it looks at, or `to` a key from the queries that look at it. */
export type Direction = "from" | "to";

/** `light` dims what is not looked at; `colour` lays the colour of the scale over it. */
export type Style = "light" | "colour";

/** How a picture or a sound is looked at; kept with the output under the view's name. */
export interface Settings {
	direction: Direction;
	style: Style;
	/** How much of the picture the weights may cover, 0 to 1. */
	strength: number;
	/** The peaks are joined by a line. */
	path: boolean;
}

/** The reader's settings; what a notebook says is taken only where it is one of ours. */
export function settingsOf({ choice }: Scene, view: string, defaults: Settings): Settings {
	const kept = (choice[view] ?? {}) as Record<string, unknown>;
	const { direction, style, strength, path } = kept;
	return {
		direction: direction === "from" || direction === "to" ? direction : defaults.direction,
		style: style === "light" || style === "colour" ? style : defaults.style,
		strength: typeof strength === "number" && strength >= 0 && strength <= 1 ? strength : defaults.strength,
		path: typeof path === "boolean" ? path : defaults.path,
	};
}
