import { toBase64 } from "@attention-lab/attention/map";
import { type Region, sizeOf } from "@attention-lab/attention/map/files";
import { leadName } from "../views/sentences";
import type { Scene } from "../views/view";
import { captionOf } from "./caption";

/** Numbers that a cell of code may carry. */
export const MOST_IN_CODE = 2 ** 14;

/**
 * TypeScript that draws what is on the screen anew: the numbers themselves, their tokens and their title. It runs as it is in
 * a notebook of the kernel.
 */
export function codeOf(scene: Scene, region: Region): string {
	const { leads, axes, query, key, pooling, source } = region;
	const { title, lines } = captionOf(scene, region);
	const numbers = Float32Array.from(region.values, (value) => (Number.isNaN(value) ? 0 : value));
	const tokens = (i: 0 | 1): string[] | undefined => {
		const [from, to] = [query, key][i];
		const labels = axes.at(i === 0 ? -2 : -1)?.labels?.slice(from, to);
		return pooling[i] === 1 ? labels : labels?.filter((_, at) => at % pooling[i] === 0);
	};
	const whole = query[1] - query[0] === scene.map.query.size && key[1] - key[0] === scene.map.key.size;
	const { mask, ...rest } = source;
	const options = {
		shape: sizeOf(region),
		title: [title, leadName(scene, leads[0])].filter(Boolean).join(" · "),
		queryTokens: tokens(0),
		keyTokens: tokens(1),
		source: whole && mask !== undefined ? source : rest,
	};
	const view = { lead: leads[0], mode: scene.choice.mode ?? "matrix", shape: scene.scale.shape, query, key };
	return [
		'import * as attention from "@attention-lab/attention";',
		"",
		...lines.map((line) => `// ${line.replace(/[\r\n\u2028\u2029]/g, " ")}`),
		`// View: ${JSON.stringify(view).replace(/[\u2028\u2029]/g, " ")}`,
		`const bytes = Buffer.from(${JSON.stringify(toBase64(new Uint8Array(numbers.buffer)))}, "base64");`,
		"const weights = new Float32Array(new Uint8Array(bytes).buffer);",
		`attention.attentionMap(weights, ${JSON.stringify(options, null, "\t")});`,
		"",
	].join("\n");
}
