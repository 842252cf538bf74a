/** Which request some code belongs to, also in timers and promises that outlive it. */
import { AsyncLocalStorage } from "node:async_hooks";
import { switchOffChecks } from "./async-hooks";

const storage = new AsyncLocalStorage<string>();
let latest = "";

/** Runs `action` for the request `key`. */
export function within<T>(key: string, action: () => T): T {
	latest = key;
	return storage.run(key, () => {
		switchOffChecks();
		return action();
	});
}

/** The request that the running code belongs to. */
export function currentKey(): string {
	return storage.getStore() ?? latest;
}
