/** Where the compiler thread begins: TypeScript has to be there before all that imports it. */
import { loadFromCache } from "./code-cache";
import { setFlags } from "./v8-flags";

setFlags();
loadFromCache();
require("./thread");
