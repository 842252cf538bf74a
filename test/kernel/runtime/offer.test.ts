import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { offerFirst } from "../../../kernel/runtime/offer";

let folder: string;
beforeEach(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), "offer-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test.each([
	["0\n", "500"],
	["-300\n", "200"],
	["999\n", "1000"],
])("of what is inherited, %j, it makes %j", (inherited, offered) => {
	const file = path.join(folder, "score");
	fs.writeFileSync(file, inherited);
	offerFirst(file);
	expect(fs.readFileSync(file, "utf8")).toBe(offered);
});

test("where there is no such file, and where it cannot be written, nothing happens", () => {
	offerFirst(path.join(folder, "none"));
	offerFirst(folder);
	expect(fs.readdirSync(folder)).toEqual([]);
});
