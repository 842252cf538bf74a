import { MIME_TYPE } from "@attention-lab/attention/map";

/** A notebook of saved outputs that names no kernel. */
export function savedNotebook(...bundles: Record<string, unknown>[]): object {
	const cells = bundles.map((data, i) => ({
		cell_type: "code",
		id: `cell-${i}`,
		metadata: {},
		execution_count: i + 1,
		source: `// ${i}`,
		outputs: [{ output_type: "display_data", metadata: {}, data }],
	}));
	return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

/** A map as the kernel bundles it: the document with its fall-backs. */
export function mapBundle(document: unknown): Record<string, unknown> {
	return { [MIME_TYPE]: document, "text/html": "<p>the static picture</p>", "text/plain": "an attention map" };
}

/** A notebook for the course's own kernel, nothing run yet. */
export function liveNotebook(...sources: string[]): object {
	const cells = sources.map((source, i) => ({
		cell_type: "code",
		id: `cell-${i}`,
		metadata: {},
		execution_count: null,
		source,
		outputs: [],
	}));
	const kernelspec = { name: "attention-lab", display_name: "TypeScript (Attention Lab)", language: "typescript" };
	return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}
