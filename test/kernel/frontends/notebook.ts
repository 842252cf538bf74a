/** Jupyter's own programs on notebooks of a few cells, each in a folder of its own, with settings of its own. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const VENV = path.resolve(__dirname, "..", "..", "..", ".venv");
const PYTHON =
	process.platform === "win32" ? path.join(VENV, "Scripts", "python.exe") : path.join(VENV, "bin", "python");

/** Where set-up for the tests keeps nbgrader. */
const GRADING = path.join(VENV, "share", "attention-lab", "grading");

export interface Output {
	output_type: string;
	name?: string;
	text?: string | string[];
	data?: Record<string, unknown>;
	ename?: string;
	evalue?: string;
	traceback?: string[];
}

export interface CodeCell {
	source: string;
	metadata?: { tags?: string[]; timeout?: number; nbgrader?: object };
	outputs?: Output[];
}

export class Folder {
	readonly path = fs.mkdtempSync(path.join(os.tmpdir(), "attention-lab-frontends-"));

	write(name: string, cells: CodeCell[]): void {
		const notebook = {
			nbformat: 4,
			nbformat_minor: 5,
			metadata: { kernelspec: { name: "attention-lab", display_name: "TypeScript", language: "typescript" } },
			cells: cells.map((cell, index) => ({
				id: `cell-${index}`,
				cell_type: "code",
				execution_count: null,
				metadata: {},
				outputs: [],
				...cell,
			})),
		};
		this.writeText(name, JSON.stringify(notebook));
	}

	writeText(name: string, text: string): void {
		const file = path.join(this.path, name);
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(file, text);
	}

	read(name: string): CodeCell[] {
		const text = fs.readFileSync(path.join(this.path, name), "utf8");
		// papermill notes its parameters in the notebook as Python writes them, which JSON.parse refuses.
		return JSON.parse(text.replace(/: (NaN|-?Infinity)(?=,?\n)/g, ": null")).cells;
	}

	/** nbgrader's command line, and Python beside it. */
	grading(...args: string[]): ReturnType<Folder["python"]> {
		// nbgrader calls its data base's tool by name.
		const PATH = [path.join(GRADING, "bin"), process.env.PATH].join(path.delimiter);
		return this.run(args, { PYTHONPATH: GRADING, PATH });
	}

	/** The environment's Python, as `python -m jupyter …` or with a script's path; resolves when it has ended. */
	python(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
		return this.run(args, {});
	}

	private run(args: string[], env: NodeJS.ProcessEnv): ReturnType<Folder["python"]> {
		const settings = Object.fromEntries(
			["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"].map((name) => [
				name,
				path.join(this.path, name),
			]),
		);
		const child = spawn(PYTHON, args, {
			cwd: this.path,
			env: { ...process.env, ...env, ...settings, JUPYTER_PREFER_ENV_PATH: "1", PYTHONWARNINGS: "ignore" },
			stdio: ["ignore", "pipe", "pipe"],
		});
		let [stdout, stderr] = ["", ""];
		child.stdout.setEncoding("utf8").on("data", (text) => {
			stdout += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text) => {
			stderr += text;
		});
		return new Promise((resolve, reject) => {
			child.on("error", reject);
			child.on("close", (code) => resolve({ code, stdout, stderr }));
		});
	}

	remove(): void {
		fs.rmSync(this.path, { recursive: true, force: true });
	}
}

/** What a cell shows, a text an output: `stdout: …`, the text of a value, `ename: evalue`; pieces of a stream are joined. */
export function shown({ outputs = [] }: CodeCell): string[] {
	const join = (text: unknown) => (Array.isArray(text) ? text.join("") : String(text));
	const texts: string[] = [];
	for (const [index, { output_type, name, text, data, ename, evalue }] of outputs.entries()) {
		if (output_type === "stream" && outputs[index - 1]?.name === name) {
			texts.push(texts.pop() + join(text));
		} else if (output_type === "stream") {
			texts.push(`${name}: ${join(text)}`);
		} else {
			texts.push(output_type === "error" ? `${ename}: ${evalue}` : join(Object.values(data ?? {})[0]));
		}
	}
	return texts;
}
