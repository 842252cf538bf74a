import { type ISignal, Signal } from "@lumino/signaling";
import type { OpenMap } from "./links/open-maps";
import type { Channel } from "./live/channel";
import { OPTIONS, type Options } from "./options";
import { english, type Words } from "./words/words";

/** A kernel that may know a map, as seen from one output. */
export interface Line {
	/** A fresh channel to the kernel that runs now, or `null` while there is none. */
	open(): Channel | null;
	/** Another kernel, a restart, a disconnection: open again. */
	readonly changed: ISignal<unknown, unknown>;
	dispose(): void;
}

/**
 * What the page around a viewer offers. The MIME renderer works with these quiet defaults; the application plugin puts
 * the real ones in their place when it starts.
 */
export interface Host {
	words: Words;
	/** The page's theme has changed. */
	themeChanged: ISignal<unknown, unknown> | null;
	/** The kernel behind an output, found by where the output stands. */
	line(output: HTMLElement): Line | null;
	/** The notebook, or whatever else an output stands in. */
	place(output: HTMLElement): unknown;
	/** Shows a map in a tab of its own, where the page has tabs. */
	open: ((map: OpenMap) => void) | null;
	options: Readonly<Options>;
}

class PageHost implements Host {
	readonly changed = new Signal<this, void>(this);
	words: Words = english;
	themeChanged: Host["themeChanged"] = null;
	line: Host["line"] = () => null;
	place: Host["place"] = () => null;
	open: Host["open"] = null;
	options: Host["options"] = OPTIONS;

	/** Takes over what the application offers, and tells the viewers that were there before. */
	offer(host: Partial<Host>): void {
		Object.assign(this, host);
		this.changed.emit();
	}
}

export const host = new PageHost();
