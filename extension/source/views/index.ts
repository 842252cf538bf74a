/** The parts of the viewer, in the order in which they stand under each other. A new part is one line here. */
import { colourBar } from "./colour-bar";
import { controls } from "./controls";
import { header } from "./header";
import { deck } from "./modes/deck";
import { tabs } from "./modes/tabs";
import { overview } from "./overview/overview";
import { pickers } from "./pickers";
import { readOut } from "./read-out";
import { timeline } from "./timeline";
import type { ViewFactory } from "./view";

export const PARTS = { header, pickers, tabs, controls, deck, timeline, readOut, colourBar, overview } satisfies Record<
	string,
	ViewFactory
>;

export type PartName = keyof typeof PARTS;
