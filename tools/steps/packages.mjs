import { rmSync } from "node:fs";
import { npm } from "../npm.mjs";
import { at, stamps } from "../paths.mjs";
import { ask } from "../run.mjs";
import { digest, fresh, stamp } from "../stamp.mjs";

/**
 * npm packages as the lock file names them, with install scripts off: they would download binaries that nobody serves.
 * The download cache lives in the checkout for the time of the step, so that nothing outside it is written.
 */
export const packages = {
	title: "npm packages",
	async run({ force }) {
		const key = digest([process.versions.modules, process.platform, process.arch], [at("package-lock.json")]);
		if (!force && fresh(stamps, "packages", key, [at("node_modules", "typescript")])) return "up to date";
		const cache = at(".cache", "npm");
		await npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=http", `--cache=${cache}`], {
			label: "npm ci",
			env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" },
			hints: [
				[
					/ERESOLVE|EUSAGE/,
					"package.json and package-lock.json disagree: run `npm install --ignore-scripts` and commit the lock file.",
				],
			],
		});
		rmSync(at(".cache"), { recursive: true, force: true });
		stamp(stamps, "packages", key);
		return `${ask(process.execPath, ["-p", "Object.keys(require('./package-lock.json').packages).length"])} packages`;
	},
};
