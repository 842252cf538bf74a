/**
 * Adds the binaries of other platforms to package-lock.json, by name and version.
 *
 * npm leaves an optional dependency out of the lock file when the registry it talks to does not serve it, and then `npm ci`
 * refuses that lock file. Run after every `npm install`: `node tools/complete-lock.mjs`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { at } from "./paths.mjs";

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];

const file = at("package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
let added = 0;
for (const [path, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
	for (const [name, range] of Object.entries(optionalDependencies)) {
		if (path === "" || isLocked(path, name) || !/^\d/.test(range)) continue;
		lock.packages[`node_modules/${name}`] = { version: range, ...platform(name), optional: true };
		added++;
	}
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, "\t")}\n`);
console.log(`package-lock.json: ${added} binaries of other platforms added.`);

/** Whether a package at `path` finds `name` in the lock file, looking upwards as Node does. */
function isLocked(path, name) {
	for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
		if (lock.packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
		if (!folder) return false;
	}
}

function platform(name) {
	const words = name.split(/[-/]/);
	const os = SYSTEMS.find((system) => words.includes(system));
	const cpu = PROCESSORS.find((processor) => words.includes(processor));
	if (!os && !cpu) return {};
	return { ...(cpu && { cpu: [cpu] }), ...(os && { os: [os] }) };
}
