import type { ColourScale } from "../colours/colour-scale";
import type { Palette } from "../colours/palette";
import type { AttentionMap } from "../maps/attention-map";
import type { Weights } from "../maps/weights";
import type { Selection } from "../selection";
import type { Words } from "../words/words";

/** What a view may look at. One scene per output; views never know each other. */
export interface Scene {
	map: AttentionMap;
	weights: Weights;
	readonly selection: Selection;
	readonly words: Words;
	palette: Palette;
	scale: ColourScale;
	/** Says a sentence to a screen reader. */
	announce(text: string): void;
	/** Chooses how weights become colours. */
	setShape(shape: ColourScale["shape"]): void;
}

/**
 * What has changed since a view was last drawn. `room`: size or device pixels. `look`: the cell under the pointer, the
 * pin, or the thumbnail. `lead`: the chosen layer and head. `data`: weights. `theme`: colours or words.
 */
export type Change = "room" | "look" | "lead" | "data" | "theme";

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
