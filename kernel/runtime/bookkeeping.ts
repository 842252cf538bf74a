/**
 * What nobody asked to see of promises and timers. Before Node 24, async hooks write their ids onto every promise, where
 * `console.log` and the cell's value show them; a timer shows the engine's lists.
 */
import { inspect } from "node:util";

const BOOKKEEPING = new Set(["async_id_symbol", "trigger_async_id_symbol", "kResourceStore"]);

interface TimerLike {
	_idleTimeout?: number;
	_destroyed?: boolean;
}

export function hideBookkeeping(): void {
	describe(Promise.prototype, function () {
		for (const key of Object.getOwnPropertySymbols(this)) {
			if (BOOKKEEPING.has(key.description ?? "")) {
				Object.defineProperty(this, key, { enumerable: false });
			}
		}
		return this;
	});
	const [timeout, immediate] = [setTimeout(() => {}), setImmediate(() => {})];
	clearTimeout(timeout);
	clearImmediate(immediate);
	describe(Object.getPrototypeOf(timeout), timerLine);
	describe(Object.getPrototypeOf(immediate), timerLine);
}

/** `Timeout of 100 ms`, `Timeout (over)`. */
function timerLine(this: TimerLike): string {
	const { _idleTimeout: delay, _destroyed: isOver } = this;
	return `${this.constructor.name}${isOver ? " (over)" : delay === undefined ? "" : ` of ${delay} ms`}`;
}

/** @param words - What stands for a value; the value itself where it is shown as ever. */
function describe(prototype: object, words: (this: object) => object | string): void {
	Object.defineProperty(prototype, inspect.custom, { configurable: true, writable: true, value: words });
}
