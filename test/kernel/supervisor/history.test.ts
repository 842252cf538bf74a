import type { Content } from "../../../kernel/protocol/message";
import { newMessage } from "../../../kernel/protocol/message";
import { History } from "../../../kernel/supervisor/history";
import { Request } from "../../../kernel/supervisor/request";

async function ask(content: Content): Promise<unknown> {
	const history = new History();
	for (const [index, input] of ["a = 1", "b [2]", "a = 1", "c"].entries()) {
		history.add(index + 1, input);
	}
	history.setOutput(2, "two");
	const request = new Request("shell", { identities: [], message: newMessage("history_request", content) });
	return (await history.answer(request)).history;
}

test("tail", async () => {
	expect(await ask({ hist_access_type: "tail", n: 2 })).toEqual([
		[1, 3, "a = 1"],
		[1, 4, "c"],
	]);
	expect(await ask({ hist_access_type: "tail", n: 0 })).toEqual([]);
});

test("range, with outputs", async () => {
	expect(await ask({ hist_access_type: "range", session: 0, start: 2, stop: 4, output: true })).toEqual([
		[1, 2, ["b [2]", "two"]],
		[1, 3, ["a = 1", null]],
	]);
	expect(await ask({ hist_access_type: "range", session: 7, start: 1, stop: 4 })).toEqual([]);
});

test("search by glob, where brackets mean themselves", async () => {
	expect(await ask({ hist_access_type: "search", pattern: "a*" })).toHaveLength(2);
	expect(await ask({ hist_access_type: "search", pattern: "a*", unique: true })).toEqual([[1, 3, "a = 1"]]);
	expect(await ask({ hist_access_type: "search", pattern: "?", n: 1 })).toEqual([[1, 4, "c"]]);
	expect(await ask({ hist_access_type: "search", pattern: "b [2]" })).toEqual([[1, 2, "b [2]"]]);
});
