/** Every notebook of the course, as its lesson says and as it is stored. */
import { edition } from "./edition.mjs";
import { readLesson } from "./lesson.mjs";
import { format, readNotebook, withoutOutputs } from "./notebook.mjs";
import { course, LANGUAGES } from "./places.mjs";

/** @returns {{file, name, language, lesson, notebook, stored}[]} `notebook` has no outputs; `stored` may be undefined. */
export function editions(folder) {
	const place = course(folder);
	const lessons = place.lessons().map(readLesson);
	return lessons.flatMap((lesson, i) =>
		LANGUAGES.map((language) => {
			const file = place.notebook(language, lesson.name);
			return {
				file,
				name: `${language}/${lesson.name}`,
				language,
				lesson,
				notebook: edition(lesson, language, { previous: lessons[i - 1], next: lessons[i + 1] }),
				stored: readNotebook(file),
			};
		}),
	);
}

export function isCurrent({ notebook, stored }) {
	return stored !== undefined && format(withoutOutputs(stored)) === format(notebook);
}
