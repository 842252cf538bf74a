import { describeAttention } from "./properties";

describe("composed of an engine's operations", () => describeAttention("wasm", 200, false));
