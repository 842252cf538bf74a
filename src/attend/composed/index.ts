/**
 * The operations of attention composed of an engine's other operations, for engines without kernels of their own: a block of
 * queries at a time, with the keys that it may see, so that memory does not grow with L x S. Backward computes the weights
 * once more.
 */
import { type NamedTensorInfoMap, registerKernel, type TensorInfo, tidy } from "@tensorflow/tfjs-core";
import { FUSED, type FusedAttrs } from "../names";
import { backward } from "./backward";
import { forward } from "./forward";
import type { Inputs } from "./problem";
import { statistics } from "./statistics";
import { tile } from "./tile";

const composed = new Set<string>();

/** Whether this engine's kernels are those of this file. */
export function isComposed(backendName: string): boolean {
	return composed.has(backendName);
}

/** Gives an engine the kernels of this file. */
export function registerComposed(backendName: string): void {
	composed.add(backendName);
	const functions = {
		[FUSED.attention]: forward,
		[FUSED.gradient]: backward,
		[FUSED.statistics]: statistics,
		[FUSED.tile]: tile,
	};
	for (const [kernelName, compute] of Object.entries(functions)) {
		registerKernel({
			kernelName,
			backendName,
			kernelFunc: ({ inputs, attrs }: { inputs: NamedTensorInfoMap; attrs?: unknown }): TensorInfo[] =>
				tidy(() => compute(inputs as unknown as Inputs, attrs as FusedAttrs)),
		});
	}
}
