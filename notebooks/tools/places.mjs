/** Where the course lies. Found from this file, so the tools work from any folder. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { at } from "../../tools/paths.mjs";

export const LANGUAGES = ["en", "zh"];

/** The course's folder: lessons/ in it are read, en/ and zh/ in it are written. */
export function course(folder = at("notebooks")) {
	return {
		lessons: () =>
			readdirSync(path.join(folder, "lessons"))
				.filter((name) => /^\d\d-[a-z0-9-]+\.md$/.test(name))
				.sort()
				.map((name) => path.join(folder, "lessons", name)),
		notebook: (language, name) => path.join(folder, language, `${name}.ipynb`),
	};
}
