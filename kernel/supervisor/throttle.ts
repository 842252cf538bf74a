/** How fast the runtime may show things: Jupyter's server drops what comes faster than 3000 messages in 3 seconds. */

const BURST = 400;
const PER_SECOND = 750;
/** What is saved up before it goes on, so that it does so a few times a second. */
const REST = 75;

export class Throttle {
	private left = BURST;
	private at = performance.now();
	private timer?: NodeJS.Timeout;

	/** @param hold - Told when to hold the runtime, and when to let it go on. */
	constructor(private readonly hold: (isHeld: boolean) => void) {}

	/** A message was sent. */
	spend(): void {
		this.refill();
		this.left -= 1;
		if (this.left < 0 && !this.timer) {
			this.hold(true);
			this.timer = setTimeout(() => this.release(), (1000 * (REST - this.left)) / PER_SECOND);
		}
	}

	/** Lets the runtime go on at once. */
	release(): void {
		if (this.timer) {
			clearTimeout(this.timer);
			this.timer = undefined;
			this.hold(false);
		}
	}

	private refill(): void {
		const now = performance.now();
		this.left = Math.min(BURST, this.left + ((now - this.at) * PER_SECOND) / 1000);
		this.at = now;
	}
}
