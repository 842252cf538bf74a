import type { Message } from "../../../kernel/protocol/message";
import { Iopub } from "../../../kernel/supervisor/iopub";

function iopub() {
	const sent: Message[] = [];
	const texts = () => sent.map(({ content }) => content.text ?? content.execution_state);
	return { out: new Iopub((_, message) => sent.push(message)), sent, texts };
}

test("text joins text of the same cell, and stands before what follows", () => {
	const { out, texts } = iopub();
	const [cell, other] = [{ msg_id: "1" }, { msg_id: "2" }];
	out.stream("stdout", "a", cell);
	out.stream("stdout", "", other);
	out.stream("stdout", "b", cell);
	out.stream("stderr", "c", cell);
	out.stream("stdout", "d", other);
	out.status("idle", cell);
	expect(texts()).toEqual(["ab", "c", "d", "idle"]);
});

test("long text does not wait", () => {
	const { out, texts } = iopub();
	out.stream("stdout", "x".repeat(70_000), {});
	expect(texts()).toHaveLength(1);
});

test("many turns of two streams become few messages", () => {
	const { out, sent } = iopub();
	const cell = {};
	for (let turn = 0; turn < 101; turn += 1) {
		out.stream(turn % 2 ? "stderr" : "stdout", `${turn} `, cell);
	}
	out.flush();
	expect(sent).toHaveLength(8);
	const all = (name: string) => sent.filter(({ content }) => content.name === name).map(({ content }) => content.text);
	expect(all("stdout").join("").trim().split(" ").map(Number)).toEqual(Array.from({ length: 51 }, (_, i) => 2 * i));
});
