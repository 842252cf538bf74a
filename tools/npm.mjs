import { windows } from "./paths.mjs";
import { run } from "./run.mjs";

/** Runs npm, the very one that started us where one did; `options` as {@link run} takes them. */
export function npm(args, options) {
	const own = process.env.npm_execpath;
	const [command, first] = own?.endsWith(".js") ? [process.execPath, [own]] : [windows ? "npm.cmd" : "npm", []];
	return run(command, [...first, ...args], options);
}
