/** 简体中文。Every sentence by its English text; each part of the viewer has a file of its own. */
import { COMPARE } from "./compare";
import { MEDIA } from "./media";
import { VIEWER } from "./viewer";

export const CHINESE: Record<string, string> = { ...VIEWER, ...COMPARE, ...MEDIA };
