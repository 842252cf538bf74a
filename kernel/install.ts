#!/usr/bin/env node
/** `node install.js --prefix FOLDER [--env NAME=VALUE …]` writes the kernelspec. */
import { parseArgs } from "node:util";
import { installKernelspec } from "./kernelspec";

const { values } = parseArgs({
	options: { prefix: { type: "string" }, env: { type: "string", multiple: true, default: [] } },
});
if (!values.prefix) {
	throw new Error("install: --prefix must name a folder such as .venv, got none");
}
const env = Object.fromEntries(
	values.env.map((pair) => {
		const at = pair.indexOf("=");
		if (at < 1) {
			throw new Error(`install: --env must look like NAME=VALUE, got ${pair}`);
		}
		return [pair.slice(0, at), pair.slice(at + 1)];
	}),
);
process.stdout.write(`${installKernelspec(values.prefix, { env })}\n`);
