import { existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

/** Folders that hold one folder per model. */
function shelves(): string[] {
	return (process.env.ATTENTION_LAB_MODELS ?? "").split(delimiter).filter(Boolean);
}

function isFolder(path: string): boolean {
	return existsSync(path) && statSync(path).isDirectory();
}

/** Names that `pretrained.load` knows: the folders with a config.json on the shelves of `ATTENTION_LAB_MODELS`. */
export function available(): string[] {
	const names = shelves()
		.filter(isFolder)
		.flatMap((shelf) => readdirSync(shelf).filter((name) => existsSync(join(shelf, name, "config.json"))));
	return [...new Set(names)].sort();
}

/** The folder of a model: a path, or a bare name looked up on the shelves. */
export function findModel(name: string): string {
	if (typeof name !== "string" || name === "")
		throw new Error(`pretrained.load: expected a folder or a name, got ${name}`);
	const bare = !/[\\/]/.test(name);
	const places = bare ? [...shelves().map((shelf) => join(shelf, name)), resolve(name)] : [resolve(name)];
	const found = places.find(isFolder);
	if (found !== undefined) return found;
	const known = available();
	const names =
		known.length > 0 ? `available: ${known.join(", ")}` : "no models are on the shelves (ATTENTION_LAB_MODELS)";
	throw new Error(`pretrained.load: expected a model folder, got nothing at ${places.join(" nor ")}; ${names}`);
}

/** The path of a model's folder, or of a file in it: `pretrained.path("all-MiniLM-L6-v2", "config.json")`. */
export function path(name: string, file?: string): string {
	const folder = findModel(name);
	if (file === undefined) return folder;
	const found = join(folder, file);
	if (!existsSync(found))
		throw new Error(`pretrained.path: expected ${file} in ${folder}, got ${readdirSync(folder).join(", ")}`);
	return found;
}
