/** `npm run build`: compiles and installs what changed; the packages must be there (`npm run setup`). */
import { main, setup } from "./setup.mjs";
import { build } from "./steps/build.mjs";
import { codeCache } from "./steps/codeCache.mjs";
import { kernelspec } from "./steps/kernelspec.mjs";
import { labextension } from "./steps/labextension.mjs";

await main(async () => {
	await setup({ wanted: [build, codeCache, kernelspec, labextension] });
});
