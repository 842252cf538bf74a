import { Tensor } from "@tensorflow/tfjs-core";

function show(value: unknown): string {
	if (value instanceof Tensor) return `[${value.shape}]${value.dtype === "float32" ? "" : ` ${value.dtype}`}`;
	if (Array.isArray(value)) return value.length > 8 ? `${value.length} entries` : `[${value}]`;
	return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/**
 * The one voice of the library's errors: `function: what must hold, got q=[2,3], k=[2,4]`.
 *
 * @param name - The function that speaks.
 * @param must - What must hold.
 * @param got - What came instead; tensors are shown by their shape.
 */
export function wrong(name: string, must: string, got: Record<string, unknown>): Error {
	const parts = Object.entries(got).map(([key, value]) => `${key}=${show(value)}`);
	return new Error(`${name}: ${must}, got ${parts.join(", ")}`);
}

/** A living tensor of this type and one of these ranks, or the error. */
export function checkTensor(name: string, key: string, value: unknown, dtype: string, ranks: readonly number[]): void {
	if (!(value instanceof Tensor)) throw wrong(name, `${key} must be a tensor`, { [key]: value });
	if (value.isDisposed) throw wrong(name, `${key} must not be disposed`, { [key]: value });
	if (value.dtype !== dtype) throw wrong(name, `${key} must be ${dtype}`, { [key]: value });
	if (!ranks.includes(value.rank)) throw wrong(name, `${key} must be of rank ${ranks.join(", ")}`, { [key]: value });
}

/** A whole number of at least `from`, or the error. */
export function checkWhole(name: string, key: string, value: unknown, from = 1): void {
	if (typeof value !== "number" || !Number.isInteger(value) || value < from) {
		throw wrong(name, `${key} must be a whole number of at least ${from}`, { [key]: value });
	}
}
