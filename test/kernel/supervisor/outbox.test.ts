import { type Frames, Outbox } from "../../../kernel/supervisor/outbox";

/** A pipe that takes nothing while it is full. */
class Pipe {
	readonly taken: string[] = [];
	isFull = false;
	private isLossy = false;

	async send([frame]: Frames): Promise<void> {
		if (!this.isFull) {
			this.taken.push(Buffer.from(frame).toString());
		} else if (!this.isLossy) {
			throw Object.assign(new Error("again"), { code: "EAGAIN" });
		}
	}

	lose(isLossy: boolean): void {
		this.isLossy = isLossy;
	}
}

const frames = (text: string) => [Buffer.from(text)];

test("what a full pipe refuses is sent again, in order", async () => {
	const pipe = new Pipe();
	pipe.isFull = true;
	const outbox = new Outbox(pipe);
	for (const text of ["a", "b", "c"]) {
		outbox.send(frames(text));
	}
	await new Promise(setImmediate);
	expect(pipe.taken).toEqual([]);
	pipe.isFull = false;
	await outbox.empty();
	expect(pipe.taken).toEqual(["a", "b", "c"]);
});

test("writers are asked to stop once, and to go on once", async () => {
	const pipe = new Pipe();
	pipe.isFull = true;
	const asked: boolean[] = [];
	const outbox = new Outbox(pipe, (isFull) => asked.push(isFull));
	for (let megabyte = 0; megabyte < 30; megabyte += 1) {
		outbox.send([Buffer.alloc(1_000_000)]);
	}
	expect(asked).toEqual([true]);
	pipe.isFull = false;
	await outbox.empty();
	expect(asked).toEqual([true, false]);
	expect(pipe.taken).toHaveLength(30);
});

test("who has not read for too long misses what comes, until it reads", async () => {
	const said = jest.spyOn(process.stderr, "write").mockReturnValue(true);
	const pipe = new Pipe();
	pipe.isFull = true;
	const outbox = new Outbox(pipe, undefined, 0);
	outbox.send(frames("lost"));
	outbox.send(frames("lost, too"));
	await outbox.empty();
	pipe.isFull = false;
	outbox.send(frames("read"));
	await outbox.empty();
	expect(pipe.taken).toEqual(["read"]);
	expect(said.mock.calls.flat().join("")).toMatch(/a front end has read nothing .* misses/);
	expect(said).toHaveBeenCalledTimes(1);
	said.mockRestore();
});

test("a message that cannot be sent stops none behind it", async () => {
	const said = jest.spyOn(process.stderr, "write").mockReturnValue(true);
	const taken: string[] = [];
	const outbox = new Outbox({
		send: async ([frame]) => {
			if (frame.length === 0) {
				throw new Error("no host");
			}
			taken.push(Buffer.from(frame).toString());
		},
	});
	outbox.send(frames(""));
	outbox.send(frames("next"));
	await outbox.empty();
	expect(taken).toEqual(["next"]);
	expect(said.mock.calls.flat().join("")).toContain("no host");
	said.mockRestore();
});
