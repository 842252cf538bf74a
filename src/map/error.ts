/** What is wrong with a document or with a picture; the message starts with the path or the function that speaks. */
export class AttentionMapError extends Error {
	override readonly name = "AttentionMapError";
}

/** Any value in a few characters, safe to put into a message. */
export function describe(value: unknown): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return `an array of ${value.length}`;
	if (typeof value === "string")
		return value.length > 40 ? `${JSON.stringify(value.slice(0, 40))}…` : JSON.stringify(value);
	if (typeof value === "number" || typeof value === "boolean" || value === undefined) return String(value);
	return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
