/**
 * A transformer of one block each way learns to translate dates ("march 21, 1962" to "1962-03-21"): of our layers, and of
 * TensorFlow.js' own layers and operations, on TensorFlow and on WebAssembly. All train on the same rows and take turns of
 * `TURN` steps, so that what else the machine does hits all alike, until each has written `WANTED` of 512 fresh dates
 * without a mistake, or for `ROUNDS` turns. Speeds are of training alone, without the first turn, which warms up; CPU time
 * says more than time where the machine is busy.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { middle } from "./median.mjs";

const CONTENDERS = [
	["our layers, tensorflow", "ours", "tensorflow"],
	["TensorFlow.js' layers, tensorflow", "stock", "tensorflow"],
	["our layers, wasm", "ours", "wasm"],
	["TensorFlow.js' layers, wasm", "stock", "wasm"],
];
const TURN = 25;
const WANTED = 0.95;
const ROUNDS = 16;

export async function training() {
	const contenders = [];
	try {
		for (const each of CONTENDERS) contenders.push(await start(each));
		for (let round = 0; round < ROUNDS && contenders.some((each) => !each.learned); round++) {
			for (const each of contenders) await turn(each);
		}
	} finally {
		for (const { child } of contenders) child.kill();
	}
	return { weights: contenders[0].weights, rows: contenders.map((each) => row(each, contenders[0])) };
}

async function start([name, layers, backend]) {
	const path = fileURLToPath(new URL("./training/contender.mjs", import.meta.url));
	const child = fork(path, [layers, backend], { stdio: ["ignore", "inherit", "ignore", "ipc"] });
	const failed = once(child, "exit").then(([code]) => {
		throw new Error(`training: "${name}" must run, got exit code ${code}`);
	});
	const contender = { name, child, failed, turns: [], learned: undefined };
	const { weights } = await answer(contender);
	return { ...contender, weights };
}

async function turn(contender) {
	contender.child.send({ steps: TURN });
	const { seconds, cpu, exactMatch } = await answer(contender);
	contender.turns.push({ seconds, cpu });
	const total = contender.turns.reduce((sum, each) => sum + each.seconds, 0);
	const steps = contender.turns.length * TURN;
	if (exactMatch >= WANTED) contender.learned ??= { exactMatch, steps, seconds: total };
}

/** The process's next message, or the error where it ends before. */
async function answer({ child, failed }) {
	const [message] = await Promise.race([once(child, "message"), failed]);
	return message;
}

function row({ name, turns, learned }, { turns: ours }) {
	const timed = (of, key) => of.slice(1).map((turn) => turn[key]);
	const times = (key) => middle(timed(turns, key).map((value, at) => value / timed(ours, key)[at]));
	return {
		case: name,
		"steps/s": TURN / middle(timed(turns, "seconds")),
		"times our time": times("seconds"),
		"times our CPU": times("cpu"),
		[`steps to ${WANTED}`]: learned?.steps ?? `over ${turns.length * TURN}`,
		[`s to ${WANTED}`]: learned?.seconds ?? "",
	};
}
