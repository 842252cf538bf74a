/** @jest-environment jsdom */
import { Player } from "../../../extension/source/views/player";
import { linesOf } from "../../../extension/source/views/sparkline";

describe("the player", () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	test("takes its steps at its speed until there is none left", () => {
		let place = 0;
		const onChange = jest.fn();
		const player = new Player(() => place < 3 && ++place > 0, onChange);
		player.toggle(2);
		expect(player.isPlaying).toBe(true);
		jest.advanceTimersByTime(1000);
		expect(place).toBe(2);
		player.pace(10);
		jest.advanceTimersByTime(200);
		expect(place).toBe(3);
		expect(player.isPlaying).toBe(false);
		expect(onChange).toHaveBeenCalledTimes(2);
		expect(jest.getTimerCount()).toBe(0);
	});

	test("stops where it is asked to within a step", () => {
		const player: Player = new Player(
			() => player.stop(),
			() => undefined,
		);
		player.toggle(1);
		jest.advanceTimersByTime(5000);
		expect([player.isPlaying, jest.getTimerCount()]).toEqual([false, 0]);
	});
});

test("a line breaks where a number is not known", () => {
	const parts = linesOf([1, 2, Number.NaN, 1]);
	expect(parts.map((part) => part.length)).toEqual([2, 1]);
	expect(parts[0][0][1]).toBeGreaterThan(parts[0][1][1]);
});
