/**
 * The operations of attention composed of an engine's other operations, for engines without kernels of their own: a block of
 * queries at a time, with the keys that it may see, so that memory does not grow with L x S. Backward computes the weights
 * once more.
 */
import { registerKernel, type Tensor, type Tensor4D, tidy } from "@tensorflow/tfjs-core";
import { FUSED, type FusedAttrs, inputNames, type Operation } from "../names";
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
	offer(backendName, FUSED.attention, forward);
	offer(backendName, FUSED.gradient, backward);
	offer(backendName, FUSED.statistics, statistics);
	offer(backendName, FUSED.tile, tile);
}

function offer(
	backendName: string,
	kernelName: Operation,
	compute: (inputs: Inputs, attrs: FusedAttrs) => Tensor[],
): void {
	registerKernel({
		kernelName,
		backendName,
		kernelFunc: ({ inputs, attrs }) => {
			const known = attrs as unknown as FusedAttrs;
			const list = inputs as unknown as Tensor4D[];
			const named = inputNames(kernelName, known.given).map((name, index) => [name, list[index]]);
			return tidy(() => compute(Object.fromEntries(named), known));
		},
	});
}
