import type { Choice } from "../choice";
import type { ColourScale } from "../colours/colour-scale";
import type { Palette } from "../colours/palette";
import type { AttentionMap } from "../maps/attention-map";
import type { LookedAt } from "../maps/weights";
import type { Options } from "../options";
import type { Selection } from "../selection";
import type { Surroundings } from "../surroundings";
import type { Viewport } from "../viewport";
import type { Words } from "../words/words";

/** What a view may look at. One scene per output; views never know each other. */
export interface Scene {
	map: AttentionMap;
	weights: LookedAt;
	/** The second map of a comparison, where there is one. */
	other: { map: AttentionMap; weights: LookedAt } | null;
	readonly selection: Selection;
	/** The rectangle of the matrix that is on the screen. */
	readonly viewport: Viewport;
	readonly words: Words;
	readonly options: Readonly<Options>;
	readonly around: Surroundings;
	/** The other maps of the page that share tokens with this one, and whether this one takes part. */
	readonly links: { count: number; on: boolean };
	palette: Palette;
	scale: ColourScale;
	/** The rectangle is on the move: a picture may be half as fine until it rests. */
	readonly moving: boolean;
	/** Says a sentence to a screen reader. */
	announce(text: string): void;
	/** What the reader chose until now; nothing in it is checked. */
	readonly choice: Readonly<Choice>;
	/** Chooses for the reader: drawn in the next frame and kept with the output. */
	choose(part: Choice): void;
}

/**
 * What has changed since a view was last drawn. `room`: size or device pixels. `look`: the cell under the pointer, the
 * pin, or the thumbnail. `lead`: the chosen layer and head. `view`: the rectangle on the screen. `data`: weights. `theme`:
 * colours or words. `mode`: the chosen way of looking. `choice`: anything else that the reader chose.
 */
export type Change = (typeof EVERYTHING)[number];
export const EVERYTHING = ["room", "look", "lead", "view", "data", "theme", "mode", "choice"] as const;

/** CSS pixels that a view may take. */
export interface Room {
	width: number;
	height: number;
}

/** One part of the viewer. Whatever it starts, `dispose` stops. */
export interface View {
	readonly node: HTMLElement;
	draw(changes: ReadonlySet<Change>, room: Room): void;
	dispose(): void;
}

/** Makes a view of a scene. */
export type ViewFactory = (scene: Scene) => View;
