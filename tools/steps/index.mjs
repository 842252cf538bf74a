/** What a fresh checkout needs, in order. A step says what it did in one line, or throws a {@link StepError}. */
import { binding } from "./binding.mjs";
import { build } from "./build.mjs";
import { codeCache } from "./codeCache.mjs";
import { kernelspec } from "./kernelspec.mjs";
import { labextension } from "./labextension.mjs";
import { model } from "./model.mjs";
import { native } from "./native.mjs";
import { packages } from "./packages.mjs";
import { gradingTools, pythonEnvironment, pythonTestTools, trackingTools } from "./python.mjs";
import { pythonPackage } from "./pythonPackage.mjs";
import { tensorflow } from "./tensorflow.mjs";

export const steps = [
	packages,
	pythonEnvironment,
	tensorflow,
	binding,
	native,
	model,
	trackingTools,
	build,
	codeCache,
	kernelspec,
	pythonPackage,
	labextension,
];
/** Nothing that a lesson may do without may be missing where it is tested. */
const tested = steps.map((step) => (step === trackingTools ? { ...step, optional: undefined } : step));
export const testSteps = [...tested, pythonTestTools, gradingTools];
