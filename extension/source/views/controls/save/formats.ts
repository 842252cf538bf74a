import type { Scope } from "../../../files/region";
import type { Scene } from "../../view";

/** What a map is saved as: the name of a menu's line and of a command's argument. */
export type Format = "png" | "svg" | "pdf" | "html" | "csv" | "npy" | "json";

export interface Wanted {
	format: Format;
	/** Pixels of a picture per CSS pixel. */
	scale?: number;
	/** Which numbers. */
	scope?: Scope;
}

/** As the formats are called, in English; numbers and pictures by their files' endings. */
export const FORMATS: Record<Format, string> = {
	png: "PNG",
	svg: "SVG",
	pdf: "PDF",
	html: "HTML",
	csv: "CSV",
	npy: "NPY",
	json: "JSON",
};

/** What writes files is fetched when it is first wanted. */
export const acts = (): Promise<typeof import("./acts")> => import("./acts");

/** Gives the reader a file of a map. */
export async function saveAs(scene: Scene, { format, scale = 1, scope = "view" }: Wanted): Promise<void> {
	const { savePng, saveSvg, savePdf, savePage, saveCsv, saveNpy, saveJson } = await acts();
	const write: Record<Format, () => Promise<void>> = {
		png: () => savePng(scene, scale),
		svg: () => saveSvg(scene),
		pdf: () => savePdf(scene),
		html: () => savePage(scene),
		csv: () => saveCsv(scene, scope),
		npy: () => saveNpy(scene, scope),
		json: () => saveJson(scene, scope),
	};
	await write[format]();
}
