/** Headings of a traceback and the line that matters in bold, as ANSI says it: every front end of Jupyter draws that. */
import type { Fault } from "../compiler/unit";

const HEADING = /^(?:> *\d+ \||[^\s>{}[\]]).*$/gm;

export function emphasized({ traceback, ...fault }: Fault): Fault {
	return { ...fault, traceback: traceback.map((part) => part.replace(HEADING, "\x1b[1m$&\x1b[22m")) };
}
