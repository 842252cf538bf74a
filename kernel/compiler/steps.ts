/** Long work on a thread that has questions to answer. */

/** Of the work, so much is done before questions are looked for. */
const TURN_MS = 10;

/** Does the work a step at a time, with the thread's messages in between; then calls `done`. */
export function inSteps(work: Iterator<unknown>, done: () => void): void {
	const turn = () => {
		const end = performance.now() + TURN_MS;
		while (performance.now() < end) {
			if (work.next().done) {
				done();
				return;
			}
		}
		setImmediate(turn);
	};
	setImmediate(turn);
}
