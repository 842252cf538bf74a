/** Values in the runtime: a line of text for each, and references by which a front end unfolds them. */
import type { Runtime } from "node:inspector";
import { INSPECTION, type Row } from "../protocol/inspector";
import type { InspectorLine } from "./inspector-line";
import type { Variable } from "./protocol";

/** What the runtime offers for this: `kernel/runtime/inspection.ts`. */
export const HOOK = `globalThis[Symbol.for(${JSON.stringify(INSPECTION)})]`;

/** Objects whose properties are variables; the first that has a name counts. */
interface Listing {
	objects: string[];
	isShown(name: string): boolean;
	/** The value of which these are parts. */
	isParts: boolean;
}

/** Objects of a stop are let go when it ends. */
export const GROUP = "attention-lab";

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

export class Values {
	/** Whether variables say their type beside their value. */
	isTyped = true;
	private readonly listings = new Map<number, Listing>();
	private count = 0;

	constructor(private readonly line: () => InspectorLine) {}

	/** A reference to the properties of these objects. */
	list(objects: string[], isShown: (name: string) => boolean = () => true): number {
		return this.add({ objects, isShown, isParts: false });
	}

	/** A reference to the names of all cells. */
	async session(): Promise<number> {
		const names = await this.evaluate(`${HOOK}.values()`);
		return this.list([names.objectId!]);
	}

	/** A reference to the parts of a value; 0 where it has none. */
	refer({ objectId }: Runtime.RemoteObject): number {
		return objectId ? this.add({ objects: [objectId], isShown: () => true, isParts: true }) : 0;
	}

	/** @throws when the reference is of a stop that has ended. */
	async variables(reference: number): Promise<Variable[]> {
		const listing = this.listings.get(reference);
		if (!listing) {
			throw new Error(`variables: the reference must be one of this stop, got ${reference}`);
		}
		const found = new Map<string, Variable>();
		for (const objectId of listing.objects) {
			const owner = listing.isParts ? await this.parts(objectId) : objectId;
			for (const variable of await this.properties(owner, listing)) {
				if (!found.has(variable.name)) {
					found.set(variable.name, variable);
				}
			}
		}
		return [...found.values()];
	}

	/** One value as a variable. */
	async variable(name: string, value: Runtime.RemoteObject): Promise<Variable> {
		const [row] = await this.call<Row[]>(
			`function (value) { return ${HOOK}.rows({ value }) }`,
			undefined,
			[argument(value)],
			"value",
		);
		return { name, ...this.told(row), variablesReference: row.isWhole ? this.refer(value) : 0 };
	}

	/** Forgets all references. */
	async clear(): Promise<void> {
		this.listings.clear();
		await this.line()
			.ask("Runtime.releaseObjectGroup", { objectGroup: GROUP })
			.catch(() => {});
	}

	/**
	 * Calls a function in the runtime; `this` is the object, if one is given.
	 * @param how - `value` copies the result, `awaited` waits for it first, which a paused thread cannot.
	 */
	async call<T>(
		functionDeclaration: string,
		objectId: string | undefined,
		args: Runtime.CallArgument[] = [],
		how: "reference" | "value" | "awaited" = "reference",
	): Promise<T> {
		const owner = objectId ?? (await this.evaluate(HOOK)).objectId;
		const { result, exceptionDetails } = await this.line().ask<Runtime.CallFunctionOnReturnType>(
			"Runtime.callFunctionOn",
			{
				functionDeclaration,
				objectId: owner,
				arguments: args,
				returnByValue: how !== "reference",
				awaitPromise: how === "awaited",
				objectGroup: GROUP,
			},
		);
		if (exceptionDetails) {
			throw new Error(messageOf(exceptionDetails));
		}
		return (how === "reference" ? result : result.value) as T;
	}

	/** @throws what the expression throws. */
	async evaluate(expression: string, isAwaited = false): Promise<Runtime.RemoteObject> {
		const { result, exceptionDetails } = await this.line().ask<Runtime.EvaluateReturnType>("Runtime.evaluate", {
			expression,
			objectGroup: GROUP,
			awaitPromise: isAwaited,
			silent: true,
		});
		if (exceptionDetails) {
			throw new Error(messageOf(exceptionDetails));
		}
		return result;
	}

	private async parts(objectId: string): Promise<string> {
		const parts = await this.call<Runtime.RemoteObject>(`function () { return ${HOOK}.parts(this) }`, objectId);
		return parts.objectId!;
	}

	private async properties(objectId: string, { isShown, isParts }: Listing): Promise<Variable[]> {
		const rows = await this.call<Row[]>(`function () { return ${HOOK}.rows(this) }`, objectId, [], "value");
		const { result } = await this.line().ask<Runtime.GetPropertiesReturnType>("Runtime.getProperties", {
			objectId,
			ownProperties: true,
		});
		const values = new Map(result.map(({ name, value }) => [name, value]));
		return rows
			.filter(({ name }) => isShown(name))
			.map((row) => {
				const { name, isWhole } = row;
				const whole = isWhole ? values.get(name) : undefined;
				return {
					name,
					...this.told(row),
					...(!isParts && IDENTIFIER.test(name) ? { evaluateName: name } : {}),
					variablesReference: whole ? this.refer(whole) : 0,
				};
			});
	}

	private told({ type, value }: Row): { type?: string; value: string } {
		return this.isTyped ? { type, value } : { value };
	}

	private add(listing: Listing): number {
		this.count += 1;
		this.listings.set(this.count, listing);
		return this.count;
	}
}

/** A value as the argument of a call. */
export function argument({ objectId, value, unserializableValue }: Runtime.RemoteObject): Runtime.CallArgument {
	return objectId ? { objectId } : unserializableValue ? { unserializableValue } : { value };
}

export function messageOf({ exception, text }: Runtime.ExceptionDetails): string {
	return (exception?.description ?? String(exception?.value ?? text)).split("\n")[0];
}
