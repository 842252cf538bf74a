/** Our side of `npm run bench -- attention`: a case on each line that comes in, a row on each that goes out. */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { measure } from "./attention-cases.mjs";

const require = createRequire(import.meta.url);
const { chooseBackend } = require("@attention-lab/attention/backends");
const report = await chooseBackend();
const tf = require("@tensorflow/tfjs-core");
const lab = require("@attention-lab/attention");

const draw = (shape, seed) => tf.randomNormal(shape, 0, 1, "float32", seed);

function calls(one) {
	const { B, H, G, L, S, D, E, mask, path, dtype, pass } = one;
	const [q, k, v] = [draw([B, H, L, D], 7), draw([B, G, S, D], 8), draw([B, G, S, E], 9)];
	const bias = mask === "bias" ? draw([1, H, L, S], 10) : undefined;
	const options = { bias, causal: mask === "causal", ...(dtype === "bfloat16" && { precision: "medium" }) };
	const once = (compute) => () => tf.dispose(tf.tidy(compute));
	const composed = (a, b, c) => tf.matMul(lab.attentionWeights(a, b, options), c);
	if (pass === "forward") {
		if (path === "weights") return once(() => lab.attend(q, k, v, { ...options, give: ["weights"] }));
		return once(() => (path === "composed" ? composed : lab.scaledDotProductAttention)(q, k, v, options));
	}
	return path === "fused" ? backward({ q, k, v, bias }, one, draw([B, H, L, E], 11)) : undefined;
}

/** The gradient's operation alone, as `tf.grads` would call it. */
function backward({ q, k, v, bias }, { mask, D, dtype }, dOut) {
	const tensors = bias === undefined ? [q, k, v] : [q, k, v, bias];
	const limits = { diagonal: 0, left: -1, right: mask === "causal" ? 0 : -1 };
	const attrs = {
		given: bias === undefined ? [] : ["bias"],
		...{ scale: D ** -0.5, softcap: 0, ...limits },
		...{ dropout: 0, seedLow: 0, seedHigh: 0, precision: dtype === "bfloat16" ? 1 : 0 },
	};
	const [out, logSumExp] = tf.engine().runKernel("FusedAttention", tensors, attrs);
	const all = [...tensors, out, logSumExp, dOut, tf.zerosLike(logSumExp)];
	return () => tf.dispose(tf.engine().runKernel("FusedAttentionGrad", all, { ...attrs, wanted: 1 }));
}

console.log(JSON.stringify(report));
for await (const line of createInterface(process.stdin)) {
	const one = JSON.parse(line);
	tf.engine().startScope();
	const call = calls(one);
	const row = call === undefined ? { ms: null, note: "not measured alone" } : measure(call);
	tf.engine().endScope();
	console.log(JSON.stringify(row));
}
