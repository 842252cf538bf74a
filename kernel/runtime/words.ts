/** Values in words, whatever their own code does. */
import { type InspectOptions, inspect } from "node:util";

/** What `look` gives; nothing where a getter, a trap or a method of a value throws. */
export function safely<T>(look: () => T): T | undefined {
	try {
		return look();
	} catch {
		return undefined;
	}
}

/** As `util.inspect` shows it; without the value's own words where they fail. */
export function inspected(value: unknown, options: InspectOptions = {}): string {
	return (
		safely(() => inspect(value, options)) ??
		safely(() => inspect(value, { ...options, customInspect: false })) ??
		`[${typeof value}]`
	);
}
