import { Log } from "../../../kernel/supervisor/log";

afterEach(() => jest.useRealTimers());

test("a flood is a few lines and a count, and later lines are shown again", () => {
	jest.useFakeTimers();
	const written: string[] = [];
	const log = new Log((text) => written.push(text));
	for (let line = 0; line < 1013; line += 1) {
		log.say(`line ${line}`);
	}
	expect(written).toEqual(Array.from({ length: 10 }, (_, line) => `attention-lab: line ${line}\n`));
	jest.advanceTimersByTime(60_000);
	expect(written.slice(10)).toEqual(["attention-lab: 1003 more such lines in the last 60 s\n"]);
	log.say("x".repeat(5000));
	expect(written.at(-1)).toHaveLength(2000 + "attention-lab: \n".length);
});
