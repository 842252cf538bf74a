/** `npm run lab [-- words for jupyter lab]`: from a fresh checkout to JupyterLab open on the course. */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { at, jupyterEnv } from "./paths.mjs";
import { main, setup } from "./setup.mjs";
import { jupyterCommand } from "./steps/python.mjs";

await main(async () => {
	await setup();
	const words = process.argv.slice(2);
	const root = process.getuid?.() === 0 && !words.includes("--allow-root") ? ["--allow-root"] : [];
	const folder = words.some((word) => /root[-_]dir|notebook-dir/.test(word))
		? []
		: [`--ServerApp.root_dir=${at("notebooks")}`];
	const start = words.some((word) => /default_url/.test(word))
		? []
		: [`--LabApp.default_url=/lab/tree/${firstLesson()}`];
	console.log("JupyterLab opens on the course; Ctrl+C ends it.");
	const lab = spawn(jupyterCommand, ["lab", ...folder, ...start, ...root, ...words], {
		cwd: at("notebooks"),
		stdio: "inherit",
		env: { ...process.env, ...jupyterEnv },
	});
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => lab.kill(signal));
	return new Promise((resolve) => lab.on("close", (code) => resolve(code ?? 0)));
});

/** The first lesson, in Chinese where the reader's language is. */
function firstLesson() {
	const chinese = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || "");
	const folder = chinese ? "zh" : "en";
	const lessons = readdirSync(at("notebooks", folder)).filter((name) => name.endsWith(".ipynb"));
	return `${folder}/${lessons.sort()[0]}`;
}
