/** Wrong calls as a table: each throws its one message, and a thousand of them leave no tensor behind. */
import * as tf from "@tensorflow/tfjs-core";

export type WrongCall = [call: () => unknown, message: string];

const made = new Map<string, tf.Tensor>();

/** Zeros, made once for each shape and type, so that whatever more is there after a call was left by the call. */
export function zeros(shape: number[], dtype: "float32" | "int32" | "bool" = "float32"): never {
	const key = `${dtype} ${shape}`;
	const known = made.get(key);
	if (known !== undefined) return known as never;
	const tensor = tf.keep(tf.zeros(shape, dtype));
	made.set(key, tensor);
	return tensor as never;
}

/** A tensor that was there once. */
export function gone(shape: number[], dtype: "float32" | "bool" = "float32"): never {
	const tensor = tf.zeros(shape, dtype);
	tensor.dispose();
	return tensor as never;
}

function thrownBy(call: () => unknown): unknown {
	try {
		call();
	} catch (error) {
		return error;
	}
	return undefined;
}

/** One test for each call, and one for the memory of a thousand. */
export function testWrongCalls(calls: readonly WrongCall[]): void {
	test.each(calls.map(([call, message], at) => ({ at, call, message })))("$at: $message", ({ call, message }) => {
		expect(thrownBy(call)).toEqual(new Error(message));
	});

	test("a thousand wrong calls leave nothing behind", () => {
		const count = () => ({ ...tf.memory() });
		for (const [call] of calls) thrownBy(call);
		const before = count();
		for (let at = 0; at < 1000; at++) expect(thrownBy(calls[at % calls.length][0])).toBeInstanceOf(Error);
		expect(count()).toEqual(before);
	});
}

/** A thousand right calls, each result disposed, leave nothing behind. */
export function testRightCalls(calls: readonly (() => tf.Tensor | tf.Tensor[])[]): void {
	test("a thousand right calls leave nothing but their results", () => {
		const count = () => ({ ...tf.memory() });
		for (const call of calls) tf.dispose(call());
		const before = count();
		for (let at = 0; at < 1000; at++) tf.dispose(calls[at % calls.length]());
		expect(count()).toEqual(before);
	});
}
