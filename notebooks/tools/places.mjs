/** Where things lie. Everything is found from this file, so the tools work from any folder. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const LANGUAGES = ["en", "zh"];

const tools = path.dirname(fileURLToPath(import.meta.url));
export const checkout = path.resolve(tools, "../..");
export const runner = path.join(tools, "run.py");

/** The Python of the checkout's own environment; `PYTHON` names another one. */
export function python() {
	if (process.env.PYTHON) return process.env.PYTHON;
	const own = path.join(checkout, ".venv", "bin", "python");
	if (existsSync(own)) return own;
	throw new Error(
		`course: the Python environment must be there, got no ${path.relative(checkout, own)} (npm run setup)`,
	);
}

/** The course's folder: lessons/ in it are read, en/ and zh/ in it are written. */
export function course(folder = path.resolve(tools, "..")) {
	return {
		folder,
		lessons: () =>
			readdirSync(path.join(folder, "lessons"))
				.filter((name) => /^\d\d-[a-z0-9-]+\.md$/.test(name))
				.sort()
				.map((name) => path.join(folder, "lessons", name)),
		notebook: (language, name) => path.join(folder, language, `${name}.ipynb`),
	};
}
