/** `npm run course [-- 05 07]`: set-up, then the course's own runner. */
import { spawnSync } from "node:child_process";
import { at } from "./paths.mjs";
import { main, setup } from "./setup.mjs";

await main(async () => {
	await setup();
	const { status } = spawnSync(process.execPath, [at("notebooks", "tools", "course.mjs"), ...process.argv.slice(2)], {
		stdio: "inherit",
	});
	return status ?? 1;
});
