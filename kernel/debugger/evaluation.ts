/** Expressions of the reader: their value, how it looks, and a copy of it for the cells that follow. */
import type { Debugger as Cdp, Runtime } from "node:inspector";
import type { Bundle } from "../protocol/runtime";
import { localNames } from "./frames";
import type { InspectorLine } from "./inspector-line";
import { type Arguments, text } from "./protocol";
import { argument, GROUP, messageOf, type Values } from "./values";

export interface EvaluationHost {
	/** Turns an expression of the reader into JavaScript; `scoped` are names that mean earlier cells. */
	expression(source: string, scoped: string[]): Promise<string>;
	/** Makes a name known to the cells that follow. */
	declare(name: string): Promise<void>;
}

export class Evaluation {
	constructor(
		private readonly host: EvaluationHost,
		private readonly values: Values,
		private readonly line: () => InspectorLine,
		private readonly isStopped: () => boolean,
	) {}

	/** @param frame - Where; between cells, if none is given. */
	async evaluate(expression: string, frame: Cdp.CallFrame | undefined): Promise<object> {
		const value = await this.value(expression, frame);
		const { value: result, type, variablesReference } = await this.values.variable("value", value);
		return { result, type, variablesReference };
	}

	/** A value as a cell would show it; while the session stands, nothing can be waited for. */
	async draw(name: string, frame: Cdp.CallFrame | undefined): Promise<Bundle> {
		const args = [argument(await this.value(name, frame))];
		return this.isStopped()
			? this.values.call(`function (value) { return this.text(value) }`, undefined, args, "value")
			: this.values.call(`function (value) { return this.draw(value) }`, undefined, args, "awaited");
	}

	/** Gives a variable of a frame to the cells that follow. */
	async copy(
		{ srcVariableName, dstVariableName }: Arguments,
		frame: Cdp.CallFrame | undefined,
	): Promise<{ value: string }> {
		const [from, to] = [srcVariableName, dstVariableName].map((name) => text(name, "copyToGlobals: a name"));
		const value = await this.value(from, frame);
		await this.host.declare(to);
		await this.values.call(
			`function (name, value) {
				Object.defineProperty(this.names, name, { configurable: true, enumerable: true, writable: true, value });
			}`,
			undefined,
			[{ value: to }, argument(value)],
		);
		return { value: value.description ?? String(value.value) };
	}

	private async value(expression: string, frame: Cdp.CallFrame | undefined): Promise<Runtime.RemoteObject> {
		const names = await this.values.call<string[]>(
			"function () { return Object.keys(this.names) }",
			undefined,
			[],
			"value",
		);
		if (!frame) {
			return this.values.evaluate(await this.host.expression(expression, names), true);
		}
		const local = new Set(await localNames(frame, this.line()));
		const scoped = names.filter((name) => !local.has(name));
		const { result, exceptionDetails } = await this.line().ask<Cdp.EvaluateOnCallFrameReturnType>(
			"Debugger.evaluateOnCallFrame",
			{
				callFrameId: frame.callFrameId,
				expression: await this.host.expression(expression, scoped),
				objectGroup: GROUP,
				silent: true,
			},
		);
		if (exceptionDetails) {
			throw new Error(messageOf(exceptionDetails));
		}
		return result;
	}
}
