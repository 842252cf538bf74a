/** 简体中文。Every sentence by its English text; each part of the viewer has a file of its own. */
import { ARCS } from "./arcs";
import { COMPARE } from "./compare";
import { FILES } from "./files";
import { MEDIA } from "./media";
import { PLUGIN } from "./plugin";
import { SETTINGS } from "./settings";
import { STATISTICS } from "./statistics";
import { STEPS } from "./steps";
import { TABLE } from "./table";
import { TOKENS } from "./tokens";
import { VIEWER } from "./viewer";

export const CHINESE: Record<string, string> = {
	...ARCS,
	...COMPARE,
	...FILES,
	...MEDIA,
	...PLUGIN,
	...SETTINGS,
	...STATISTICS,
	...STEPS,
	...TABLE,
	...TOKENS,
	...VIEWER,
};
