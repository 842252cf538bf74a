import { toBase64 } from "@attention-lab/attention/map";
import { figureToPdf, figureToSvg, toCsv, toNpy, toPage, toSelection } from "@attention-lab/attention/map/files";
import { codeOf, MOST_IN_CODE } from "../../../files/code";
import { download } from "../../../files/download";
import { figureNow } from "../../../files/figure";
import { fileName } from "../../../files/name";
import { paintText } from "../../../files/paint-text";
import { pictureNow } from "../../../files/picture";
import { regionOf, type Scope } from "../../../files/region";
import type { Scene } from "../../view";

/** Numbers of a file of text: some 100 MB of lines. */
const MOST_LINES = 2 ** 21;

export async function savePng(scene: Scene, scale: number): Promise<void> {
	download(await pictureNow(scene, scale), "image/png", fileName(scene, scale === 1 ? "png" : `${scale}x.png`));
}

export async function saveSvg(scene: Scene): Promise<void> {
	download(await figureToSvg(await figureNow(scene)), "image/svg+xml", fileName(scene, "svg"));
}

export async function savePdf(scene: Scene): Promise<void> {
	const file = await figureToPdf(await figureNow(scene), paintText);
	download(file.slice().buffer, "application/pdf", fileName(scene, "pdf"));
}

/** The saved document with a viewer of its own, and what is on the screen as its picture. */
export async function savePage(scene: Scene): Promise<void> {
	const svg = new TextEncoder().encode(await figureToSvg(await figureNow(scene)));
	const picture = `data:image/svg+xml;base64,${toBase64(svg)}`;
	const { lead } = scene.selection;
	const page = toPage(scene.map.document, { lead, picture, shape: scene.scale.shape });
	download(page, "text/html", fileName(scene, "html", true));
}

export async function saveCsv(scene: Scene, scope: Scope): Promise<void> {
	const text = toCsv(await regionOf(scene, scope, MOST_LINES));
	download(text, "text/csv;charset=utf-8", fileName(scene, "csv", scope === "heads"));
}

export async function saveNpy(scene: Scene, scope: Scope): Promise<void> {
	const bytes = toNpy(await regionOf(scene, scope));
	download(bytes.slice().buffer, "application/octet-stream", fileName(scene, "npy", scope === "heads"));
}

export async function saveJson(scene: Scene, scope: Scope): Promise<void> {
	const text = toSelection(await regionOf(scene, scope, MOST_LINES));
	download(text, "application/json", fileName(scene, "json", scope === "heads"));
}

/** The clipboard takes a promise, since it must be asked while the reader's click is fresh. */
export async function copyPicture(scene: Scene): Promise<void> {
	await navigator.clipboard.write([new ClipboardItem({ "image/png": pictureNow(scene, 2) })]);
}

export async function copyCode(scene: Scene): Promise<void> {
	const text = regionOf(scene, "view", MOST_IN_CODE).then(
		(region) => new Blob([codeOf(scene, region)], { type: "text/plain" }),
	);
	await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
}
