/** The core alone, through its C interface: every instruction set of this machine against a float64 definition. */
import { spawnSync } from "node:child_process";
import * as path from "node:path";

const ROOT = path.join(__dirname, "..", "..", "..");
const PYTHON = path.join(ROOT, ".venv", "bin", "python");
const isNative = process.env.ATTENTION_LAB_EXPECT_BACKEND === "tensorflow";

(isNative ? test : test.skip).each(["core.py", "weights.py"])(
	"%s on random options and sizes: right on every path, the same bits on one thread and two",
	(script) => {
		const { status, stdout, stderr } = spawnSync(PYTHON, [path.join(__dirname, script), "20261125", "60"], {
			encoding: "utf8",
		});
		expect([status, stderr, stdout.trim().split("\n").at(-1)]).toEqual([
			0,
			"",
			expect.stringMatching(/^60 draws, [2-4] paths, 0 faults$/),
		]);
	},
);
