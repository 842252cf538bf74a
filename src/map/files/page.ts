import { toBase64 } from "../base64";
import { tableFor } from "../colour";
import type { AttentionMapDocument } from "../document";
import { escapeText } from "../escape";
import { leadName, sizesName } from "../picture";
import { PAGE_SCRIPT } from "./pageScript";
import { PAGE_STYLE } from "./pageStyle";

export interface PageOptions {
	/** The head that is shown first: one index per leading axis, zeros by default. */
	lead?: readonly number[];
	/** A picture for readers without scripts, as a data URL. */
	picture?: string;
	/** How the numbers become colours, square root by default. */
	shape?: "sqrt" | "linear";
}

/**
 * The map as one page that needs nothing else: a picture, and a viewer of the document's own preview with a chooser of heads,
 * a read-out, keys, light and dark. The page is forbidden to ask any network.
 *
 * @param document - As `checkDocument` has let it through; its texts stay texts.
 */
export function toPage(document: AttentionMapDocument, options: PageOptions = {}): string {
	const { axes, title = "Attention map", source } = document;
	const { lead = axes.slice(0, -2).map(() => 0), picture, shape = "sqrt" } = options;
	const kept = { axes, title, preview: document.preview };
	const tables = [true, false].map((light) => toBase64(tableFor(light)));
	const about = [sizesName(axes), source.model, source.mask && `mask: ${source.mask}`].filter(Boolean).join(" · ");
	const alt = [title, leadName(axes, lead)].filter(Boolean).join(", ");
	const image = picture && `<img alt="${escapeText(alt)}" src="${escapeText(picture)}">`;
	return [
		'<!doctype html><html lang="en"><head><meta charset="utf-8">',
		'<meta name="viewport" content="width=device-width, initial-scale=1">',
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">`,
		'<link rel="icon" href="data:,">',
		`<title>${escapeText(title)}</title><style>${PAGE_STYLE}</style></head><body>`,
		`<h1><bdi>${escapeText(title)}</bdi></h1><p class="about"><bdi>${escapeText(about)}</bdi></p>`,
		'<div id="viewer" hidden><div id="heads"></div><div id="map" tabindex="0" role="application"><canvas></canvas></div>',
		'<p id="said" aria-live="polite"></p><div id="bar"></div></div>',
		image ? `<details id="picture" open><summary>Picture</summary>${image}</details>` : "",
		`<script type="application/json" id="data">${asData({ document: kept, lead, shape, tables })}</script>`,
		`<script>${PAGE_SCRIPT}</script></body></html>\n`,
	].join("\n");
}

/** JSON that no markup can end: nothing in it opens a tag. */
function asData(value: unknown): string {
	return JSON.stringify(value).replace(
		/[<>&\u2028\u2029]/g,
		(sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
