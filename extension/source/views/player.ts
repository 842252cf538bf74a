/** Takes a step again and again until there is none left, or somebody stops it. */
export class Player {
	private timer = 0;
	private speed = 1;

	/**
	 * @param step - Takes a step; `false` where it was at the end.
	 * @param onChange - Called when it has begun or stopped.
	 */
	constructor(
		private readonly step: () => unknown,
		private readonly onChange: () => void,
	) {}

	get isPlaying(): boolean {
		return this.timer !== 0;
	}

	/** @param speed - Steps per second. */
	toggle(speed: number): void {
		if (this.isPlaying) {
			this.stop();
			return;
		}
		this.speed = speed;
		this.wait();
		this.onChange();
	}

	/** Goes on at another speed where it plays. */
	pace(speed: number): void {
		this.speed = speed;
		if (!this.isPlaying) return;
		window.clearTimeout(this.timer);
		this.wait();
	}

	stop(): void {
		if (!this.isPlaying) return;
		window.clearTimeout(this.timer);
		this.timer = 0;
		this.onChange();
	}

	private wait(): void {
		this.timer = window.setTimeout(() => {
			if (this.step() === false) this.stop();
			else if (this.isPlaying) this.wait();
		}, 1000 / this.speed);
	}
}
