import {
	AsyncDisposableStack,
	DisposableStack,
	installDisposables,
	SuppressedError,
} from "../../../kernel/runtime/disposables";

test("a stack disposes the last one first, once, and then is closed", () => {
	const log: unknown[] = [];
	const stack = new DisposableStack();
	const used = { [Symbol.dispose]: () => log.push("used") };
	expect(stack.use(used)).toBe(used);
	expect(stack.use(null)).toBeNull();
	expect(stack.adopt(7, (value) => log.push(value))).toBe(7);
	stack.defer(() => log.push("deferred"));
	expect([stack.disposed, log]).toEqual([false, []]);
	stack.dispose();
	stack[Symbol.dispose]();
	expect([stack.disposed, log]).toEqual([true, ["deferred", 7, "used"]]);
	expect(() => stack.defer(() => {})).toThrow(
		"DisposableStack: a stack must be open to be changed, got a disposed one",
	);
});

test("what was moved is disposed by the other stack", () => {
	const log: string[] = [];
	const stack = new DisposableStack();
	stack.defer(() => log.push("once"));
	const moved = stack.move();
	stack.dispose();
	expect([stack.disposed, moved.disposed, log]).toEqual([true, false, []]);
	moved.dispose();
	expect(log).toEqual(["once"]);
});

test("all are disposed, and each error suppresses the one before", async () => {
	const fail = (text: string) => () => {
		throw new Error(text);
	};
	for (const stack of [new DisposableStack(), new AsyncDisposableStack()]) {
		stack.defer(fail("first"));
		stack.defer(fail("second"));
		const thrown = await (async () =>
			stack instanceof DisposableStack ? stack.dispose() : stack.disposeAsync())().catch(
			(error: SuppressedError) => error,
		);
		expect(thrown).toBeInstanceOf(SuppressedError);
		expect(thrown).toMatchObject({
			name: "SuppressedError",
			error: { message: "first" },
			suppressed: { message: "second" },
		});
	}
});

test("an asynchronous stack waits for each, and takes both kinds", async () => {
	const log: string[] = [];
	const stack = new AsyncDisposableStack();
	stack.use({ [Symbol.dispose]: () => void log.push("now") });
	stack.use({
		[Symbol.asyncDispose]: async () => {
			await new Promise(setImmediate);
			log.push("later");
		},
	});
	await stack[Symbol.asyncDispose]();
	expect(log).toEqual(["later", "now"]);
});

test("what cannot be disposed is refused", () => {
	const wrong = { [Symbol.dispose]: 5 } as unknown as Disposable;
	expect(() => new DisposableStack().use(wrong)).toThrow(
		"DisposableStack: what disposes must be a function, got number",
	);
	expect(() => new AsyncDisposableStack().use({} as Disposable)).toThrow("got undefined");
});

test("iterators can be disposed", async () => {
	installDisposables();
	const log: string[] = [];
	function* walk() {
		try {
			yield 1;
		} finally {
			log.push("closed");
		}
	}
	const iterator = walk() as Generator<number> & Disposable;
	iterator.next();
	iterator[Symbol.dispose]();
	expect(log).toEqual(["closed"]);
	([][Symbol.iterator]() as unknown as Disposable)[Symbol.dispose]();
	const later = (async function* () {})() as AsyncGenerator & AsyncDisposable;
	await later[Symbol.asyncDispose]();
	expect(await later.next()).toEqual({ done: true, value: undefined });
	expect(new (globalThis as unknown as { DisposableStack: typeof DisposableStack }).DisposableStack().disposed).toBe(
		false,
	);
});
