import { isTooDeep, NESTING } from "../../../kernel/protocol/depth";

const nested = (depth: number, open = "[", close = "]") => `${open.repeat(depth)}1${close.repeat(depth)}`;

test("counts lists and objects, not what stands in texts", () => {
	expect(isTooDeep(nested(NESTING))).toBe(false);
	expect(isTooDeep(nested(NESTING + 1))).toBe(true);
	expect(isTooDeep(nested(NESTING + 1, '{"a":', "}"))).toBe(true);
	expect(isTooDeep(JSON.stringify("[".repeat(2000)))).toBe(false);
	expect(isTooDeep(JSON.stringify(['\\"', "[".repeat(2000), "\\"]))).toBe(false);
	expect(isTooDeep("[],".repeat(5000))).toBe(false);
});
