/** The compiler thread: answers one question after the other, and uses the time in between. */
import { parentPort, workerData } from "node:worker_threads";
import { CellCompiler } from "./cells";
import { compactIfGrown } from "./compaction";
import { complete } from "./complete";
import { completeness } from "./completeness";
import { toExpression } from "./expression";
import { guards } from "./guards";
import { inspect } from "./inspect";
import type { Answer, Ask, Kind, Question, Reply } from "./requests";
import { inSteps } from "./steps";
import { warmUp } from "./warm-up";

/** So long after the last question nobody seems to wait for an answer. */
const IDLE_MS = 1000;

const compiler = new CellCompiler(workerData.folder);

const answers: { [K in Kind]: (ask: Ask<K>) => Answer<K> } = {
	compile: ({ source, ...options }) => compiler.compile(source, options),
	complete: ({ source, offset }) => complete(compiler, source, offset),
	inspect: ({ source, offset, detail }) => inspect(compiler, source, offset, detail),
	completeness: ({ source }) => completeness(source),
	expression: ({ source, scoped, owner }) => toExpression(source, scoped, owner),
	guards: ({ source }) => guards(source),
	reset: () => {
		compiler.reset();
		return undefined;
	},
};

function reply(question: Question): Reply {
	try {
		const answer = (answers[question.kind] as (ask: unknown) => unknown)(question.ask);
		return { id: question.id, answer };
	} catch (error) {
		return { id: question.id, failure: String((error as Error)?.stack ?? error) };
	}
}

let idle: NodeJS.Timeout | undefined;

function rest(): void {
	compiler.rest();
	compactIfGrown();
}

parentPort!.on("message", (question: Question) => {
	parentPort!.postMessage(reply(question));
	idle?.refresh();
});
inSteps(warmUp(compiler), () => {
	// Notes how much there is before any cell: in a notebook that runs through, the next call is after all of them.
	compactIfGrown();
	idle = setTimeout(rest, IDLE_MS);
});
