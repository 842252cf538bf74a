/** What the library's README names is there. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as attention from "@attention-lab/attention";

const SRC = path.join(__dirname, "..", "..", "src");
const text = fs.readFileSync(path.join(SRC, "README.md"), "utf8");
const links = [...text.matchAll(/\[`([\w/.]+)`\]\(([^)]+)\)/g)].map(([, name, file]) => [name, file]);

test("it names the forms of attention", () => {
	expect(links.length).toBeGreaterThan(50);
});

test.each(links.filter(([name]) => !name.includes("/")))("%s is a function of the library, at %s", (name, file) => {
	expect(typeof (attention as Record<string, unknown>)[name]).toBe("function");
	expect(fs.readFileSync(path.join(SRC, file), "utf8")).toMatch(new RegExp(`export (function|class) ${name}\\b`));
});

test("every option that it names is declared", () => {
	const declared = fs.readFileSync(path.join(SRC, "attend", "options.ts"), "utf8");
	const named = /`(mask bias [\w ]+)`/.exec(text)![1].split(" ");
	expect([...declared.matchAll(/^\t(\w+)\?:/gm)].map(([, name]) => name).sort()).toEqual([...named].sort());
});
