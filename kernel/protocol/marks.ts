/**
 * Marks in the pipes of descriptors 1 and 2. Text of native code arrives there outside the order of messages; a mark tells
 * the reader how far it has read, or that the next text is chatter of a loading library.
 */

export type Mark = "mute" | "unmute" | number;

export function mark(token: string, word: Mark): string {
	return `\0${token}:${word}\0`;
}

export class MarkReader {
	private held = "";
	private readonly head: string;

	constructor(
		token: string,
		private readonly onText: (text: string) => void,
		private readonly onMark: (word: Mark) => void,
	) {
		this.head = `\0${token}:`;
	}

	push(chunk: string): void {
		this.held += chunk;
		for (let at = this.held.indexOf(this.head); at >= 0; at = this.held.indexOf(this.head)) {
			this.text(at);
			const end = this.held.indexOf("\0", this.head.length);
			if (end < 0) {
				return;
			}
			const word = this.held.slice(this.head.length, end);
			this.held = this.held.slice(end + 1);
			this.onMark(word === "mute" || word === "unmute" ? word : Number(word));
		}
		const open = this.held.lastIndexOf("\0");
		this.text(open >= 0 && this.head.startsWith(this.held.slice(open)) ? open : this.held.length);
	}

	/** Gives out what was held back for a mark that never came. */
	end(): void {
		this.text(this.held.length);
	}

	private text(end: number): void {
		if (end > 0) {
			this.onText(this.held.slice(0, end));
			this.held = this.held.slice(end);
		}
	}
}
