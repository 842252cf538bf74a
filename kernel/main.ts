#!/usr/bin/env node
/** The kernel: `node main.js CONNECTION_FILE`. Words that it does not know are left to others. */
import * as fs from "node:fs";
import { ENV } from "./kernelspec";
import { readConnection } from "./protocol/connection";
import { Kernel } from "./supervisor/kernel";
import { log } from "./supervisor/log";
import { watchStarter } from "./supervisor/starter";

async function main(): Promise<void> {
	forgetOwn();
	const file = process.argv.slice(2).find((word) => !word.startsWith("-") && fs.existsSync(word));
	if (!file) {
		throw new Error("kernel: a connection file must be given, got none that exists");
	}
	const kernel = await Kernel.start(readConnection(file), process.cwd());
	const end = () => void kernel.shutdown();
	process.on("SIGTERM", end);
	process.on("SIGHUP", end);
	process.on("SIGINT", () => kernel.interrupt());
	process.on("uncaughtException", (error) => log.say(`unexpected: ${error.stack ?? error}`));
	watchStarter(end);
}

/** Cells hold large tensors, for which it would be wrong; what is meant for this process has been read by now. */
function forgetOwn(): void {
	for (const [name, value] of Object.entries(ENV)) {
		if (process.env[name] === value) {
			delete process.env[name];
		}
	}
}

main().catch((error: Error) => {
	process.stderr.write(`${error.stack ?? error}\n`);
	process.exit(1);
});
