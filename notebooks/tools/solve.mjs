/** The notebook a reader would have who solved every exercise. */
import { align } from "./align.mjs";
import { speak } from "./speak.mjs";

export function solve(notebook, lesson, language) {
	const cells = notebook.cells.map((cell) => {
		const solution = lesson.solutions.get(cell.id);
		if (solution === undefined) return cell;
		const tags = cell.metadata.tags.filter((tag) => tag !== "raises-exception");
		return { ...cell, metadata: { ...cell.metadata, tags }, source: align(speak(solution, language)) };
	});
	return { ...notebook, cells };
}
