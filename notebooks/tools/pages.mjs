/** The pages around the lessons, all generated: the index, the map of the document, the table of results. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { at } from "../../tools/paths.mjs";
import { CONFIGURATION } from "./assignments.mjs";
import { documentMap } from "./document-map.mjs";
import { closingFigures, verdicts } from "./ledger.mjs";
import { format } from "./notebook.mjs";
import { LANGUAGES } from "./places.mjs";
import { indexPage, resultsPage } from "./readme.mjs";

/** The rows of the document's map and its sections. */
export function readMap() {
	return JSON.parse(readFileSync(at("notebooks", "map.json"), "utf8"));
}

/** @param all - Every edition. @returns {{file, text}[]} what must stand in the course's folder beside the lessons. */
export function pages(all, assignments) {
	const map = readMap();
	const lessons = all.filter(({ language }) => language === "en").map(({ lesson }) => lesson);
	const ledger = lessons.flatMap(verdicts);
	const results = Object.fromEntries(
		LANGUAGES.map((language) => [language, all.filter((one) => one.language === language).flatMap(closingFigures)]),
	);
	const page = (name, text) => ({ file: at("notebooks", ...name.split("/")), text });
	return [
		page("ledger.json", json(ledger)),
		page("results.json", json(results.en)),
		page("RESULTS.md", resultsPage(results.en, lessons)),
		...LANGUAGES.flatMap((language) => [
			page(`${language}/document.ipynb`, format(documentMap(map, lessons, ledger, language))),
			page(`assignments/${language}/nbgrader_config.py`, CONFIGURATION),
			page(language === "en" ? "README.md" : "README.zh-CN.md", indexPage(lessons, assignments, language, hasPicture)),
		]),
	];
}

export function isWritten({ file, text }) {
	return existsSync(file) && readFileSync(file, "utf8") === text;
}

function hasPicture(name) {
	return existsSync(path.join(at("notebooks", "images"), name));
}

const json = (rows) => `[\n${rows.map((row) => `\t${JSON.stringify(row)}`).join(",\n")}\n]\n`;
