/** The compiler thread: answers one question after the other, and uses the time in between. */
import { parentPort, workerData } from "node:worker_threads";
import { CellCompiler } from "./cells";
import { complete } from "./complete";
import { completeness } from "./completeness";
import { toExpression } from "./expression";
import { guards } from "./guards";
import { inspect } from "./inspect";
import type { Answer, Ask, Kind, Question, Reply } from "./requests";
import { inSteps } from "./steps";
import { warmUp } from "./warm-up";

/** So long after the last question nobody seems to wait for one. */
const IDLE_MS = 500;

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

const idle = setTimeout(() => compiler.rest(), IDLE_MS);

parentPort!.on("message", (question: Question) => {
	parentPort!.postMessage(reply(question));
	idle.refresh();
});
inSteps(warmUp(compiler));
