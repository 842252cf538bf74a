/**
 * Node before 24 builds `AsyncLocalStorage` on async hooks. Hooks switch on two checks of Node's bookkeeping
 * (`FailWithCorruptedAsyncStack` and the end of `InternalCallbackScope::Close`) that abort the process after an interrupt,
 * because terminated code leaves that bookkeeping unfinished. They are switched off again, as
 * `--no-force-async-hooks-checks` does where no hook is in use, and an interrupt ends by clearing what was left.
 */

interface AsyncWrap {
	async_hook_fields: Uint32Array;
	constants: { kCheck: number; kTotals: number };
	clearAsyncIdStack(): void;
}

const BUILT_ON_HOOKS = Number(process.versions.node.split(".")[0]) < 24;
const wrap = BUILT_ON_HOOKS ? asyncWrap() : undefined;

export function switchOffChecks(): void {
	if (wrap) {
		wrap.async_hook_fields[wrap.constants.kCheck] = 0;
		wrap.async_hook_fields[wrap.constants.kTotals] = 0;
	}
}

export function clearLeftovers(): void {
	switchOffChecks();
	wrap?.clearAsyncIdStack();
}

function asyncWrap(): AsyncWrap | undefined {
	const { noDeprecation } = process;
	process.noDeprecation = true;
	try {
		return (process as unknown as { binding(name: string): AsyncWrap }).binding("async_wrap");
	} catch {
		return undefined;
	} finally {
		process.noDeprecation = noDeprecation;
	}
}
