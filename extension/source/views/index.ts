/** The views of an attention map, in the order in which they stand under each other. A new view is one line here. */
import { colourBar } from "./colour-bar";
import { header } from "./header";
import { matrix } from "./matrix";
import { overview } from "./overview";
import { pickers } from "./pickers";
import { readOut } from "./read-out";
import type { ViewFactory } from "./view";

export const VIEWS = { header, pickers, matrix, readOut, colourBar, overview } satisfies Record<string, ViewFactory>;

export type ViewName = keyof typeof VIEWS;
