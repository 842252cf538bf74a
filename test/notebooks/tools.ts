/** The course's tools are plain Node modules: they are tested as they run, in a Node of their own. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const TOOLS = join(__dirname, "..", "..", "notebooks", "tools");

export interface Answer {
	status: number | null;
	said: string;
}

/** Runs `node notebooks/tools/NAME.mjs …`. */
export function tool(name: string, ...args: string[]): Answer {
	const { status, stdout, stderr } = spawnSync(process.execPath, [join(TOOLS, `${name}.mjs`), ...args], {
		encoding: "utf8",
	});
	return { status, said: stdout + stderr };
}

/** Calls an export of a tool's module; the arguments and the answer travel as JSON. */
export function call<T>(module: string, name: string, ...args: unknown[]): T {
	const url = pathToFileURL(join(TOOLS, `${module}.mjs`)).href;
	const code = `
		import { ${name} } from ${JSON.stringify(url)};
		try { console.log(JSON.stringify({ value: ${name}(...${JSON.stringify(args)}) })); }
		catch (error) { console.log(JSON.stringify({ error: error.message })); }`;
	const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
	if (!stdout) throw new Error(stderr);
	const { value, error } = JSON.parse(stdout);
	if (error !== undefined) throw new Error(error);
	return value;
}

/** A lesson's text with two rows, one cell for each; `body` replaces what follows the front matter. */
export function lessonText(body = BODY): string {
	return `---\nen: Counting\nzh: 数数\ndocument: L1-2\nbudget: 20\nrows: 1.1-a 1.1-b\n---\n${body}`;
}

const BODY = `:::en
Count to two.
:::
:::zh
数到二。
:::
\`\`\`ts one rows=1.1-a
const first = 1;            // {{one | 一}}
\`\`\`
\`\`\`ts two rows=1.1-b tags=holds
first + 1 === 2;
\`\`\`
`;

/** A course of its own in a temporary folder. */
export class Course {
	readonly folder = mkdtempSync(join(tmpdir(), "course-"));

	constructor(lessons: Record<string, string>) {
		for (const name of ["lessons", "en", "zh"]) mkdirSync(join(this.folder, name));
		for (const [name, text] of Object.entries(lessons)) this.write(name, text);
	}

	write(name: string, text: string): void {
		writeFileSync(join(this.folder, "lessons", `${name}.md`), text);
	}

	path(...parts: string[]): string {
		return join(this.folder, ...parts);
	}

	remove(): void {
		rmSync(this.folder, { recursive: true });
	}
}
