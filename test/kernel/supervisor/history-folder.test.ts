import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { HistoryFolder, historyFolder } from "../../../kernel/supervisor/history-folder";

let place: string;
beforeEach(() => {
	place = fs.mkdtempSync(path.join(os.tmpdir(), "history-"));
});
afterEach(() => fs.rmSync(place, { recursive: true }));

test("what is appended is read, by number", async () => {
	const folder = new HistoryFolder(place);
	const book = await folder.begin();
	await book.append({ line: 1, input: "two\nlines — ≤" });
	await book.append({ line: 2, input: "b" });
	await book.append({ line: 1, output: "3" });
	expect(await folder.read(book.session)).toEqual([
		{ line: 1, input: "two\nlines — ≤", output: "3" },
		{ line: 2, input: "b", output: null },
	]);
});

test("eleven at once: eleven numbers", async () => {
	const books = await Promise.all(Array.from({ length: 11 }, () => new HistoryFolder(place).begin()));
	expect(books.map(({ session }) => session).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test("torn and foreign lines, and other files, are passed over", async () => {
	fs.writeFileSync(
		path.join(place, "00000007.jsonl"),
		'{"line":1,"input":"a"}\n[]\nnull\n{"line":"x"}\n{"line":2,"inp',
	);
	fs.writeFileSync(path.join(place, "notes.txt"), "mine");
	const folder = new HistoryFolder(place);
	expect(await folder.sessions()).toEqual([7]);
	expect(await folder.read(7)).toEqual([{ line: 1, input: "a", output: null }]);
	expect((await folder.begin()).session).toBe(8);
});

test("old sessions go: by count, and by size", async () => {
	const few = new HistoryFolder(place, { sessions: 3, bytes: 1000 });
	for (let count = 0; count < 5; count += 1) {
		await few.begin();
	}
	expect(await few.sessions()).toEqual([2, 3, 4, 5]);
	fs.writeFileSync(path.join(place, "00000004.jsonl"), "x".repeat(1001));
	await few.begin();
	expect(await few.sessions()).toEqual([5, 6]);
});

test("the place", async () => {
	const env = { JUPYTER_DATA_DIR: place };
	await historyFolder(env)!.begin();
	expect(fs.existsSync(path.join(place, "attention-lab", "history", "00000001.jsonl"))).toBe(true);
	expect(historyFolder({ ...env, ATTENTION_LAB_HISTORY: "off" })).toBeUndefined();
});
