/** Scaled dot-product attention, plain and causal, on the backend that `npm run doctor` names. */
import { createRequire } from "node:module";
import { median } from "./median.mjs";

const require = createRequire(import.meta.url);
const SHAPES = [
	[1, 8, 512, 64],
	[1, 8, 1024, 64],
	[1, 8, 2048, 64],
];

/** GFLOP/s count useful work: 4·B·H·L²·D, half of it when causal. */
export async function attention() {
	const { chooseBackend } = require("@attention-lab/attention/backends");
	const report = await chooseBackend();
	const tf = require("@tensorflow/tfjs-core");
	const lab = require("@attention-lab/attention");
	const rows = [];
	for (const [B, H, L, D] of SHAPES) {
		const [q, k, v] = [1, 2, 3].map((seed) => tf.randomUniform([B, H, L, D], -1, 1, "float32", seed));
		for (const causal of [false, true]) {
			const call = () => {
				const out = lab.scaledDotProductAttention(q, k, v, { causal });
				out.dataSync();
				out.dispose();
			};
			const ms = median(5, call);
			const work = (4 * B * H * L * L * D) / (causal ? 2 : 1);
			rows.push({ case: `B${B} H${H} L${L} D${D}${causal ? " causal" : ""}`, ms, "GFLOP/s": work / ms / 1e6 });
		}
		tf.dispose([q, k, v]);
	}
	return { backend: report, rows };
}
