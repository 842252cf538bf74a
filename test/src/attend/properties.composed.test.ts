import { held } from "../../../src/attend/composed/problem";
import { describeAttention } from "./properties";

describe("composed of an engine's operations", () => describeAttention("wasm", 100, false));

describe("the same in blocks of a query or a few", () => {
	const cells = held.cells;
	beforeAll(() => {
		held.cells = 100;
	});
	afterAll(() => {
		held.cells = cells;
	});
	describeAttention("wasm", 100, false);
});
