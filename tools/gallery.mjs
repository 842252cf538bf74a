/** `npm run gallery`: every view of the viewer in every theme, on a real model, drawn into extension/gallery. */
import { at, jupyterEnv, models } from "./paths.mjs";
import { run } from "./run.mjs";
import { main, setup } from "./setup.mjs";
import { testSteps } from "./steps/index.mjs";

await main(async () => {
	await setup({ wanted: testSteps });
	const config = at("test", "page", "playwright.config.ts");
	const cli = at("node_modules", "@playwright", "test", "cli.js");
	await run(process.execPath, [cli, "test", "--config", config, "page/gallery.spec"], {
		label: "gallery",
		env: { ...process.env, ...jupyterEnv, ATTENTION_LAB_MODELS: models, GALLERY: at("extension", "gallery") },
	});
	return 0;
});
