/**
 * What `using` needs and Node before 24 lacks: `SuppressedError`, the two stacks, and iterators that can be disposed. The
 * types of all of them are known to every cell.
 */

type Dispose = () => unknown;
type World = Record<string, unknown>;

/** Puts in place what this Node does not have. */
export function installDisposables(): void {
	const world = globalThis as unknown as World;
	for (const owned of [SuppressedError, DisposableStack, AsyncDisposableStack]) {
		if (!(owned.name in world)) {
			Object.defineProperty(world, owned.name, { configurable: true, writable: true, value: owned });
		}
	}
	give(root([][Symbol.iterator]()), Symbol.dispose, function () {
		this.return?.();
	});
	give(root((async function* () {})()), Symbol.asyncDispose, async function () {
		await this.return?.();
	});
}

/** The prototype that all iterators of a kind share. */
function root(iterator: object): object {
	const above = Object.getPrototypeOf(iterator);
	return above === Object.prototype ? iterator : root(above);
}

function give(owner: object, symbol: symbol, value: (this: { return?(): unknown }) => unknown): void {
	if (!(symbol in owner)) {
		Object.defineProperty(owner, symbol, { configurable: true, writable: true, value });
	}
}

/** One error while something was disposed, after another one. */
export class SuppressedError extends Error {
	constructor(
		readonly error: unknown,
		readonly suppressed: unknown,
		message = "",
	) {
		super(message);
	}
}
Object.defineProperty(SuppressedError.prototype, "name", {
	configurable: true,
	writable: true,
	value: "SuppressedError",
});

/** What both stacks share: things to be disposed, the last one first. */
abstract class Stack {
	private left: Dispose[] | undefined = [];

	get disposed(): boolean {
		return this.left === undefined;
	}

	adopt<T>(value: T, dispose: (value: T) => unknown): T {
		this.push(() => this.checked(dispose)(value));
		return value;
	}

	defer(dispose: Dispose): void {
		this.push(this.checked(dispose));
	}

	/** A stack that disposes in the place of this one. */
	move(): this {
		const moved = new (this.constructor as new () => this)();
		moved.left = this.open();
		this.left = undefined;
		return moved;
	}

	protected push(dispose: Dispose): void {
		this.open().push(dispose);
	}

	protected checked<F>(dispose: F): F {
		if (typeof dispose !== "function") {
			throw new TypeError(`${this.constructor.name}: what disposes must be a function, got ${typeof dispose}`);
		}
		return dispose;
	}

	/** Ends the stack; what it held, in the order in which it is disposed. */
	protected take(): Dispose[] {
		const taken = (this.left ?? []).reverse();
		this.left = undefined;
		return taken;
	}

	private open(): Dispose[] {
		if (!this.left) {
			throw new ReferenceError(`${this.constructor.name}: a stack must be open to be changed, got a disposed one`);
		}
		return this.left;
	}
}

/** The errors of several disposals as one. */
class Failures {
	private failed?: { error: unknown };

	add(error: unknown): void {
		this.failed = { error: this.failed ? new SuppressedError(error, this.failed.error) : error };
	}

	throwAny(): void {
		if (this.failed) {
			throw this.failed.error;
		}
	}
}

export class DisposableStack extends Stack {
	use<T extends Disposable | null | undefined>(value: T): T {
		if (value !== null && value !== undefined) {
			const dispose = this.checked(value[Symbol.dispose]);
			this.push(() => dispose.call(value));
		}
		return value;
	}

	dispose(): void {
		const failures = new Failures();
		for (const dispose of this.take()) {
			try {
				dispose();
			} catch (error) {
				failures.add(error);
			}
		}
		failures.throwAny();
	}

	[Symbol.dispose](): void {
		this.dispose();
	}
}

export class AsyncDisposableStack extends Stack {
	use<T extends AsyncDisposable | Disposable | null | undefined>(value: T): T {
		if (value !== null && value !== undefined) {
			const { [Symbol.asyncDispose]: later, [Symbol.dispose]: now } = value as Partial<AsyncDisposable & Disposable>;
			const dispose: Dispose = this.checked((later ?? now) as Dispose);
			this.push(() => dispose.call(value));
		}
		return value;
	}

	async disposeAsync(): Promise<void> {
		const failures = new Failures();
		for (const dispose of this.take()) {
			try {
				await dispose();
			} catch (error) {
				failures.add(error);
			}
		}
		failures.throwAny();
	}

	[Symbol.asyncDispose](): Promise<void> {
		return this.disposeAsync();
	}
}
