/** Loads TensorFlow.js and the attention library, once, when a cell first needs them. */
import { inspect } from "node:util";
import { markPipes } from "./channel";
import type { RuntimeComms } from "./comms";
import { shielded, shieldedNow } from "./interrupt";
import { datasetLine, isModel, layerLine, modelText } from "./models";
import { quietly } from "./streams";
import { type TensorLike, tensorLine, tensorText } from "./tensor-text";

interface Backends {
	chooseBackend(): Promise<{ name: string; reason?: string }>;
}

interface Attention {
	mapServer?: { target: string; open: Parameters<RuntimeComms["registerTarget"]>[1] };
}

interface Class {
	prototype: object;
}

interface Engine {
	state: {
		scopeStack: unknown[];
		activeTape: { saved?: { dispose(): void }[] }[] | null;
		gradientDepth: number;
		kernelDepth: number;
		numDataMovesStack: number[];
	};
	endScope(): void;
	trackTensor(...words: unknown[]): void;
	disposeTensor(...words: unknown[]): void;
}

interface TensorFlow {
	engine(): Engine;
	Tensor: Class;
	layers: { Layer: Class };
	data: { Dataset: Class };
	findBackend(name: string): object | null;
}

let loading: Promise<void> | undefined;
let engine: Engine | undefined;

/** Puts `tf` and `attention` in scope. What libraries say meanwhile is dropped; an interrupt waits. */
export function loadTensors(comms: RuntimeComms): Promise<void> {
	loading ??= shielded(() => load(comms)).catch((error) => {
		loading = undefined;
		throw error;
	});
	return loading;
}

/** Ends the scopes that terminated code left open, with their tensors, and the record of its gradients. */
export function recoverTensors(): void {
	if (!engine) {
		return;
	}
	for (const { saved = [] } of engine.state.activeTape ?? []) {
		for (const tensor of saved) {
			tensor.dispose();
		}
	}
	Object.assign(engine.state, { activeTape: null, gradientDepth: 0, kernelDepth: 0, numDataMovesStack: [] });
	while (engine.state.scopeStack.length > 0) {
		engine.endScope();
	}
}

async function load(comms: RuntimeComms): Promise<void> {
	markPipes("mute");
	try {
		await quietly(async () => {
			const { chooseBackend } = find("@attention-lab/attention/backends") as Backends;
			await chooseBackend();
			const tf = find("@tensorflow/tfjs") as TensorFlow;
			const attention = find("@attention-lab/attention") as Attention;
			beQuiet(tf);
			drawInWords(tf);
			engine = tf.engine();
			keepCount(engine);
			Object.assign(globalThis, { tf, attention });
			if (attention.mapServer) {
				comms.registerTarget(attention.mapServer.target, attention.mapServer.open);
			}
		});
	} finally {
		markPipes("unmute");
	}
}

function find(name: string): unknown {
	try {
		return require(name);
	} catch (error) {
		throw new Error(`tf: the kernel must be able to load ${name}, got ${(error as Error).message}`, { cause: error });
	}
}

/** A tensor is counted and becomes its scope's in several steps, between which an interrupt would leave it to nobody. */
function keepCount(engine: Engine): void {
	for (const name of ["trackTensor", "disposeTensor"] as const) {
		const count = engine[name].bind(engine);
		engine[name] = (...words) => shieldedNow(() => count(...words));
	}
}

/** TensorFlow.js greets when its plain JavaScript engine is first used. */
function beQuiet(tf: TensorFlow): void {
	const plain = tf.findBackend("cpu");
	if (plain) {
		Object.assign(plain, { firstUse: false });
	}
}

/** What `console.log` shows of a tensor, a model or a dataset: alone in full, as a part of something else in one line. */
function drawInWords({ Tensor, layers, data }: TensorFlow): void {
	const describe = ({ prototype }: Class, words: (this: unknown, isPart: boolean) => string) => {
		const value = function (this: unknown, depth: number, options: { depth?: number | null }) {
			return words.call(this, depth !== (options.depth ?? null));
		};
		Object.defineProperty(prototype, inspect.custom, { configurable: true, value });
	};
	describe(Tensor, function (isPart) {
		const tensor = this as TensorLike;
		return isPart || tensor.shape.length < 2 ? tensorLine(tensor) : tensorText(tensor);
	});
	describe(layers.Layer, function (isPart) {
		return !isPart && isModel(this) ? modelText(this) : layerLine(this as Parameters<typeof layerLine>[0]);
	});
	describe(data.Dataset, function () {
		return datasetLine(this as Parameters<typeof datasetLine>[0]);
	});
}
