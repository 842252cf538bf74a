import { join } from "node:path";
import { at, pythonStamps } from "../paths.mjs";
import { digest, fresh, stamp } from "../stamp.mjs";
import { pip, sitePackages } from "./python.mjs";

/** `kernel/python`: papermill's translator and nbgrader's configuration. Built with what is installed, off line. */
export const pythonPackage = {
	title: "Python package attention-lab",
	async run({ force }) {
		const site = sitePackages();
		const source = at("kernel", "python");
		const key = digest([site], [source]);
		if (!force && fresh(pythonStamps, "python-package", key, [join(site, "attention_lab")])) return "up to date";
		await pip(["--no-index", "--no-deps", "--no-build-isolation", "--force-reinstall", source]);
		stamp(pythonStamps, "python-package", key);
		return "papermill's translator, nbgrader's configuration";
	},
};
