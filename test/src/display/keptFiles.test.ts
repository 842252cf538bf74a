import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { KeptFiles } from "../../../src/display/keptFiles";

let folder: string;
let source: string;
beforeEach(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), "kept-"));
	source = path.join(folder, "source");
	fs.writeFileSync(source, "abc");
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const open = () => new KeptFiles(path.join(folder, "fonts"));
const shared = () => path.join(folder, `fonts-${process.getuid!()}`);

/** Turns a text round, and counts how often. */
function turned() {
	const turn = jest.fn(async (bytes: Uint8Array) => Uint8Array.from(bytes).reverse());
	return { turn, ask: (kept: KeptFiles) => kept.from(source, ".txt", turn) };
}

test("made once for all processes, also for two that begin at once", async () => {
	const { turn, ask } = turned();
	const files = await Promise.all([ask(open()), ask(open())]);
	expect(turn).toHaveBeenCalledTimes(2);
	expect(files[0]).toBe(files[1]);
	expect(fs.readdirSync(shared())).toEqual([path.basename(files[0])]);
	expect(fs.readFileSync(files[0], "utf8")).toBe("cba");
	expect(await ask(open())).toBe(files[0]);
	expect(turn).toHaveBeenCalledTimes(2);
});

test("nothing of that name is there before it is whole", async () => {
	let finish!: (bytes: Uint8Array) => void;
	const making = open().from(
		source,
		".txt",
		() =>
			new Promise((resolve) => {
				finish = resolve;
			}),
	);
	expect(fs.readdirSync(shared())).toEqual([]);
	finish(Buffer.from("whole"));
	expect(fs.readFileSync(await making, "utf8")).toBe("whole");
});

test("one that was cut short, spoilt or swept away is made again; of another source it is another one", async () => {
	const { ask } = turned();
	const kept = open();
	const file = await ask(kept);
	for (const spoil of [() => fs.truncateSync(file, 2), () => fs.writeFileSync(file, "cbA"), () => fs.rmSync(file)]) {
		spoil();
		expect(await ask(open())).toBe(file);
		expect(fs.readFileSync(file, "utf8")).toBe("cba");
	}
	fs.rmSync(shared(), { recursive: true });
	expect(await ask(kept)).toBe(file);
	fs.writeFileSync(source, "xyz");
	const other = await ask(open());
	expect([fs.readFileSync(other, "utf8"), fs.readFileSync(file, "utf8")]).toEqual(["zyx", "cba"]);
});

test("a folder that others can write to, or a file in its place, is not used", async () => {
	const { ask } = turned();
	const foils = [() => fs.mkdirSync(shared()), () => fs.writeFileSync(shared(), "")];
	for (const foil of foils) {
		foil();
		fs.chmodSync(shared(), 0o777);
		const file = await ask(open());
		expect(path.dirname(file).startsWith(`${shared()}-`)).toBe(true);
		expect(fs.readFileSync(file, "utf8")).toBe("cba");
		fs.rmSync(shared(), { recursive: true });
	}
});
