/** `input`: one line from the reader. */
import { inspect } from "node:util";
import { send } from "./channel";
import { currentKey } from "./context";

const asked = new Map<number, { resolve(value: string): void; reject(error: Error): void }>();
let count = 0;

export async function input(prompt = "", { password = false }: { password?: boolean } = {}): Promise<string> {
	if (typeof password !== "boolean") {
		throw new TypeError(`input: password must be true or false, got ${inspect(password)}`);
	}
	const id = count++;
	return new Promise((resolve, reject) => {
		asked.set(id, { resolve, reject });
		send({ type: "input", key: currentKey(), id, prompt: String(prompt), password });
	});
}

export function answer(id: number, value: string | undefined, refused: string | undefined): void {
	const question = asked.get(id);
	asked.delete(id);
	if (value === undefined) {
		question?.reject(new Error(`input: ${refused ?? "the question was withdrawn"}`));
	} else {
		question?.resolve(value);
	}
}
