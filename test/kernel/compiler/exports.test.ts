import { withoutExports } from "../../../kernel/compiler/exports";

test.each([
	["export const a = 1;", "       const a = 1;"],
	["export default function f() {}", "               function f() {}"],
	["export default 1 + 1;", "               1 + 1;"],
	["export type A = number;", "       type A = number;"],
	["const a = 1;\nexport { a };\na", "const a = 1;\n             \na"],
	["'export const a'", "'export const a'"],
	["const a = 1", "const a = 1"],
])("%j becomes %j", (before, after) => {
	expect(withoutExports(before)).toBe(after);
	expect(after).toHaveLength(before.length);
});
