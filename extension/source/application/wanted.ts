import type { Scope } from "../files/region";
import { FORMATS, type Format, type Wanted } from "../views/controls/save/formats";

/** More pixels per CSS pixel than this are no picture for paper any more. */
const LARGEST = 8;

/** Whether there is such a format. */
export function isFormat(value: unknown): value is Format {
	return typeof value === "string" && Object.hasOwn(FORMATS, value);
}

/** The arguments of the command, checked. */
export function wantedOf(args: Readonly<Record<string, unknown>>, scopes: readonly Scope[]): Wanted {
	const { format, scale = 1, scope = "view" } = args;
	if (!isFormat(format)) {
		throw new Error(
			`attention-lab:save: format must be one of ${Object.keys(FORMATS).join(", ")}, got ${JSON.stringify(format)}`,
		);
	}
	if (!(Number.isInteger(scale) && (scale as number) >= 1 && (scale as number) <= LARGEST)) {
		throw new Error(
			`attention-lab:save: scale must be a whole number from 1 to ${LARGEST}, got ${JSON.stringify(scale)}`,
		);
	}
	const found = scopes.find((each) => each === scope);
	if (found === undefined) {
		throw new Error(
			`attention-lab:save: scope must be one of ${scopes.join(", ")} for this map, got ${JSON.stringify(scope)}`,
		);
	}
	return { format, scale: scale as number, scope: found };
}
