/** `node make-cache.js` writes the code cache of TypeScript, filled by what cells and questions of many kinds need. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { CACHE_FILE, writeCache } from "./code-cache";
import { setFlags } from "./v8-flags";

const CELLS = [
	"interface P { x: number; tag?: 'a' | 'b' }\nconst p: P = { x: 1 }; const list = [p].map(({ x }) => x + 1);",
	"class Box<T extends object> { #n = 1; constructor(readonly value: T) {} get n() { return this.#n; } }",
	"import * as fs from 'node:fs'; import { join } from 'node:path';\nconst names: string[] = fs.readdirSync(join('.'));",
	"async function f(n = 1, ...rest: string[]) { for (const s of rest) { await Promise.resolve(s); } return n; }",
	"await f(); const { x, ...others } = { x: 1, y: 's' }; type Keys = keyof typeof others; enum E { A, B }",
	"const box = new Box({ p }); box.value.p.tag === 'a' ? new Map([[1, E.A]]) : x.toFixed(2);",
	"const wrong: number = 'text'; nowhere; f('x');",
	"const open = [",
	"const a = tf.randomNormal([2, 3]); const b = tf.tidy(() => a.matMul(a.transpose()).softmax()); b.shape",
	"const weights = attention.attentionWeights(tf.ones([1, 2, 3, 4]), tf.ones([1, 2, 3, 4])); weights",
];
const QUESTIONS = ["p.", "box.value.", "Mat", "tf.mat", "attention.", "list.map(", "fs.readFileSync(", "tf.tensor("];

setFlags();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "attention-lab-"));
try {
	writeCache(() => {
		const { CellCompiler } = require("./cells") as typeof import("./cells");
		const { complete } = require("./complete") as typeof import("./complete");
		const { inspect } = require("./inspect") as typeof import("./inspect");
		const compiler = new CellCompiler(folder);
		for (const source of CELLS) {
			compiler.compile(source, { cell: "cell", keep: true });
		}
		for (const source of QUESTIONS) {
			complete(compiler, source, source.length);
			inspect(compiler, source, source.length, 1);
		}
	});
} finally {
	fs.rmSync(folder, { recursive: true });
}
process.stdout.write(`${CACHE_FILE}\n`);
