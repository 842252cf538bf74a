/**
 * tslab's converter, the engine that turns a cell into JavaScript and the session into declarations.
 * The only file that knows tslab.
 */
import Module from "node:module";
import type { Bench } from "./bench";
import { type Trace, typescriptFor } from "./shim";

export interface Converted {
	output?: string;
	declOutput?: string;
	lastExpressionVar?: string;
	diagnostics: unknown[];
}

export interface Converter {
	convert(declarations: string, source: string): Converted;
	close(): void;
}

interface Loader {
	_load(request: string, ...rest: unknown[]): unknown;
}

/** Loads the converter with our TypeScript in the place of its fork; anew each time, since it keeps the one it was loaded with. */
export function createConverter(bench: Bench, trace: Trace): Converter {
	const loader = Module as unknown as Loader;
	const load = loader._load;
	const typescript = typescriptFor(bench, trace);
	loader._load = function (request, ...rest) {
		return request === "@tslab/typescript-for-tslab" ? typescript : load.call(this, request, ...rest);
	};
	delete require.cache[require.resolve("tslab/dist/converter")];
	try {
		const tslab: { createConverter(options: object): Converter } = require("tslab/dist/converter");
		return tslab.createConverter({ isJS: false, isBrowser: false });
	} finally {
		loader._load = load;
	}
}
