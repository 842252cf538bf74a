import {
	broadcastTo,
	customGrad,
	type GradSaveFunc,
	mul,
	neg,
	type Scalar,
	scalar,
	sub,
	sum,
	Tensor,
	tidy,
	zeros,
} from "@tensorflow/tfjs-core";
import { checkTensor, wrong } from "../wrong";
import { broadcasts, checkOptions } from "./inputs";

export interface ReinforceOptions {
	/** What the reward is compared with, 0 by default; it lowers the noise and, where it does not depend on the choice, no more. */
	baseline?: Tensor | number;
}

function checkConstant(name: string, key: string, value: Tensor | number, logProbability: Tensor): void {
	if (typeof value === "number") {
		if (!Number.isFinite(value)) throw wrong(name, `${key} must be finite`, { [key]: value });
		return;
	}
	checkTensor(name, key, value, "float32", [0, 1, 2, 3, 4, 5]);
	if (!broadcasts(value.shape, logProbability.shape)) {
		throw wrong(name, `${key} must broadcast to [${logProbability.shape}]`, { [key]: value });
	}
}

function asTensor(value: Tensor | number): Tensor {
	return value instanceof Tensor ? value : scalar(value);
}

/**
 * A loss whose gradient is on average that of the expected reward, negated: `-Σ (reward - baseline) log p`.
 *
 * ```ts
 * const { weights, logProbability } = attention.sampleAttention(scores, { seed: 7 });
 * const loss = attention.reinforceLoss(logProbability, reward, { baseline: 0.5 });
 * ```
 * @param logProbability - Of what was drawn, any shape, as `sampleAttention` gives it.
 * @param reward - What each draw has brought, broadcastable to logProbability: one number for all, or [B, 1, 1] for a batch.
 * @param options - The baseline, of the same kind.
 * @returns A scalar. Reward and baseline are constants to it: their gradient is 0.
 * @throws Where shapes or types do not fit.
 *
 * Xu et al. 2015, "Show, Attend and Tell", equation 11 for one sample and without the entropy; Williams 1992, REINFORCE.
 */
export function reinforceLoss(logProbability: Tensor, reward: Tensor | number, options: ReinforceOptions = {}): Scalar {
	const name = "reinforceLoss";
	checkOptions(name, options);
	const { baseline = 0 } = options;
	checkTensor(name, "logProbability", logProbability, "float32", [0, 1, 2, 3, 4, 5]);
	checkConstant(name, "reward", reward, logProbability);
	checkConstant(name, "baseline", baseline, logProbability);
	const run = customGrad((logP, gain, base, save) => {
		const advantage = neg(sub(gain as Tensor, base as Tensor));
		(save as GradSaveFunc)([advantage]);
		const shapes = [(gain as Tensor).shape, (base as Tensor).shape];
		const value = sum(mul(logP as Tensor, advantage));
		const gradFunc = (dy: Tensor, [kept]: Tensor[]) => [
			broadcastTo(mul(dy, kept), logProbability.shape),
			...shapes.map((shape) => zeros(shape)),
		];
		return { value, gradFunc };
	});
	return tidy(() => run(logProbability, asTensor(reward), asTensor(baseline))) as Scalar;
}
