import { MIME_TYPE } from "@attention-lab/attention/map";
import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import type { Choice } from "./choice";
import { MapViewer } from "./map-viewer";

type Metadata = IRenderMime.IMimeModel["metadata"];

/** Draws the document of an output, and keeps the reader's choice in the output's metadata. */
export class MapRenderer extends MapViewer implements IRenderMime.IRenderer {
	private text = "";

	constructor() {
		super();
		this.node.dataset.mimeType = MIME_TYPE;
	}

	async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
		const value = model.data[MIME_TYPE];
		const text = JSON.stringify(value) ?? "";
		this.onChoice = (choice) => {
			const entry = { ...choiceOf(model), ...choice } as Metadata;
			model.setData({ metadata: { ...model.metadata, [MIME_TYPE]: entry } });
		};
		if (text === this.text) return;
		this.text = text;
		await this.showDocument(value, choiceOf(model));
	}
}

function choiceOf(model: IRenderMime.IMimeModel): Choice {
	const kept = model.metadata[MIME_TYPE];
	return typeof kept === "object" && kept !== null ? (kept as Choice) : {};
}
