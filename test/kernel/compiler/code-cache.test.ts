import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { built } from "../built";

const COMPILER = path.dirname(built("compiler/code-cache.js"));

/** The built compiler in a folder of its own, where a cache can be written, spoilt and missed. */
let folder: string;
beforeEach(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), "code-cache-"));
	fs.mkdirSync(path.join(folder, "kernel", "lib"), { recursive: true });
	fs.cpSync(COMPILER, path.join(folder, "kernel", "lib", "compiler"), { recursive: true });
	const root = path.resolve(COMPILER, "..", "..", "..");
	for (const needed of ["node_modules", path.join("kernel", "globals"), path.join("kernel", "lib", "protocol")]) {
		fs.symlinkSync(path.join(root, needed), path.join(folder, needed));
	}
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Runs a script that has the module as `cache`; gives what it prints. */
function run(script: string): string {
	const module = (name: string) => JSON.stringify(path.join(folder, "kernel", "lib", "compiler", name));
	const names = `const cache = require(${module("code-cache.js")}); const { setFlags } = require(${module("v8-flags.js")});`;
	return execFileSync(process.execPath, ["-e", `${names} ${script}`], { encoding: "utf8", stdio: "pipe" }).trim();
}

const USE = `
	const vm = require("node:vm");
	const Script = vm.Script;
	vm.Script = class extends Script {
		constructor(...words) { super(...words); console.log("rejected", this.cachedDataRejected); }
	};
	cache.loadFromCache();
	const ts = require(${JSON.stringify(require.resolve("typescript"))});
	console.log(ts.version, ts.getDefaultLibFilePath({}).endsWith("/typescript/lib/lib.d.ts"), ts.transpile("let a: 1 = 1"));`;
const VERSION: string = require("typescript").version;
const WORKS = `${VERSION} true var a = 1;`;

test("what was written is used, and TypeScript is what it was", () => {
	const file = run("cache.writeCache(() => {}); console.log(cache.CACHE_FILE);");
	expect(fs.statSync(file).size).toBeGreaterThan(100_000);
	expect(run(USE)).toBe(`rejected false\n${WORKS}`);
});

test("without it TypeScript is loaded as always", () => {
	expect(run(USE)).toBe(WORKS);
});

test("one that V8 does not know is passed over", () => {
	const file = run("cache.writeCache(() => {}); console.log(cache.CACHE_FILE);");
	const bytes = fs.readFileSync(file);
	bytes[4] ^= 0xff;
	fs.writeFileSync(file, bytes);
	expect(run(USE)).toBe(`rejected true\n${WORKS}`);
});

test("what set-up writes is for the flags that the compiler sets, and V8 knows them all", () => {
	const make = path.join(folder, "kernel", "lib", "compiler", "make-cache.js");
	const { stdout, stderr } = spawnSync(process.execPath, [make], { encoding: "utf8" });
	expect([fs.existsSync(stdout.trim()), stderr]).toEqual([true, ""]);
	expect(run(`setFlags(); ${USE}`)).toBe(`rejected false\n${WORKS}`);
	expect(run(USE)).toBe(`rejected true\n${WORKS}`);
});
