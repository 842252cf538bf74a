import { MIME_TYPE } from "@attention-lab/attention/map";
import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { MapRenderer } from "./map-renderer";
import { PLOTLY_TYPE, PlotlyRenderer } from "./plotly/plotly-renderer";

/** Before `text/html` (50) and the pictures of the same bundle. */
const RANK = 20;

/** Both are safe: they write text nodes and pixels only, so a notebook need not be trusted. */
const extensions: IRenderMime.IExtension[] = [
	{
		id: "@attention-lab/jupyterlab:map",
		description: "Draws attention maps.",
		dataType: "json",
		rank: RANK,
		rendererFactory: { safe: true, mimeTypes: [MIME_TYPE], createRenderer: () => new MapRenderer() },
	},
	{
		id: "@attention-lab/jupyterlab:plotly",
		description: "Draws Plotly figures, with nothing sent anywhere.",
		dataType: "json",
		rank: RANK,
		rendererFactory: { safe: true, mimeTypes: [PLOTLY_TYPE], createRenderer: () => new PlotlyRenderer() },
	},
];

// biome-ignore lint/style/noDefaultExport: JupyterLab takes MIME extensions from the default export
export default extensions;
