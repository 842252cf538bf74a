/** The kernel's own standard error, for whoever runs it. A flood of complaints is a few lines and a count. */

const LINES = 10;
const WINDOW_MS = 60_000;
/** Of one line: it may quote what a stranger sent. */
const LENGTH = 2000;

export class Log {
	private lines = 0;
	private more = 0;
	private timer?: NodeJS.Timeout;

	constructor(private readonly write: (text: string) => void) {}

	say(words: string): void {
		if (this.lines < LINES) {
			this.lines += 1;
			this.write(`attention-lab: ${words.slice(0, LENGTH)}\n`);
		} else {
			this.more += 1;
		}
		this.timer ??= setTimeout(() => this.begin(), WINDOW_MS).unref();
	}

	private begin(): void {
		this.timer = undefined;
		this.lines = 0;
		if (this.more > 0) {
			this.write(`attention-lab: ${this.more} more such lines in the last ${WINDOW_MS / 1000} s\n`);
			this.more = 0;
		}
	}
}

/** A starter may close its end of the pipe. */
process.stderr.on("error", () => {});

export const log = new Log((text) => process.stderr.write(text));
