/** A step is skipped when the things it was made from are the same as last time and its product is still there. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const SKIP = new Set(["node_modules", "lib", "labextension", ".venv", "build", "__pycache__"]);

/** A digest of words and of the contents of files and folders. */
export function digest(words, paths = []) {
	const hash = createHash("sha256");
	for (const word of words) hash.update(`${word}\0`);
	for (const path of paths) addPath(hash, path);
	return hash.digest("hex").slice(0, 16);
}

function addPath(hash, path) {
	for (const entry of readdirSync(dirname(path), { withFileTypes: true })) {
		if (join(dirname(path), entry.name) !== path) continue;
		if (entry.isFile()) hash.update(path).update(readFileSync(path));
		else if (entry.isDirectory()) {
			for (const name of readdirSync(path).sort()) {
				if (!SKIP.has(name) && !name.endsWith(".tsbuildinfo")) addPath(hash, join(path, name));
			}
		}
	}
}

/** True when `folder/name` holds this digest and every product exists. */
export function fresh(folder, name, key, products) {
	const file = join(folder, `${name}.stamp`);
	return existsSync(file) && readFileSync(file, "utf8") === key && products.every((product) => existsSync(product));
}

export function stamp(folder, name, key) {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, `${name}.stamp`), key);
}
