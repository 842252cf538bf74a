/** Every assignment of the course, and what a teacher's folder needs. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { at } from "../../tools/paths.mjs";
import { readAssignment } from "./assignment.mjs";
import { LANGUAGES } from "./places.mjs";

const FOLDER = at("notebooks", "assignments");

/** nbgrader's settings of the course; `attention_lab` is the Python package that comes with the kernel. */
export const CONFIGURATION = `import attention_lab

c = get_config()
load_subconfig(attention_lab.NBGRADER_CONFIG)
c.ExecutePreprocessor.timeout = 180
`;

/** @returns {{assignment, source, release}[]} where its notebooks lie, by language. */
export function assignments() {
	const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => /^G\d-[a-z0-9-]+\.md$/.test(name)) : [];
	return names.sort().map((name) => {
		const assignment = readAssignment(path.join(FOLDER, name));
		const notebook = (kind) =>
			Object.fromEntries(
				LANGUAGES.map((language) => [
					language,
					path.join(FOLDER, language, kind, assignment.id, `${assignment.name}.ipynb`),
				]),
			);
		return { assignment, source: notebook("source"), release: notebook("release") };
	});
}
