#!/usr/bin/env node
/**
 * Opens lessons in a real JupyterLab and keeps a picture of each cell that shows one.
 *
 *     node notebooks/tools/look.mjs                  every lesson of both languages, as stored
 *     node notebooks/tools/look.mjs 05 07            these lessons
 *     --language en        one language              --run        run from top to bottom instead
 *     --out DIR            where the pictures go; test-results/course/pictures by default
 *     --pictures           the small pictures of the index instead, notebooks/images
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { at } from "../../tools/paths.mjs";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		language: { type: "string" },
		run: { type: "boolean" },
		out: { type: "string" },
		pictures: { type: "boolean" },
	},
});
const words = [
	at("node_modules", "@playwright", "test", "cli.js"),
	"test",
	"--config",
	at("test", "course", "playwright.config.ts"),
];
const tests = values.pictures ? "the picture of" : values.run ? "run from top to bottom" : "as it is stored";
const { status } = spawnSync(process.execPath, [...words, "-g", tests], {
	stdio: "inherit",
	cwd: at("."),
	env: {
		...process.env,
		...(positionals.length ? { LESSONS: positionals.join(",") } : {}),
		...(values.language ? { LANGUAGES: values.language } : {}),
		...(values.pictures ? { UPDATE_PICTURES: "1" } : {}),
		...(values.out ? { FOLDER: path.resolve(values.out) } : {}),
	},
});
process.exitCode = status ?? 1;
