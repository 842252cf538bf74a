import { existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const EAST_ASIAN = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[\ud840-\ud8bf]/;

export interface Fonts {
	fontFiles: string[];
	loadSystemFonts: boolean;
	defaultFontFamily: string;
}

/** Folder of an npm package that is installed here, if it is. */
function packageFolder(name: string): string | undefined {
	try {
		return dirname(require.resolve(`${name}/package.json`));
	} catch {
		return (require.resolve.paths(name) ?? []).map((path) => join(path, name)).find((path) => existsSync(path));
	}
}

function fontsIn(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => /\.(ttf|otf|ttc)$/i.test(name))
		.map((name) => join(folder, name));
}

/**
 * The fonts that a text needs: DejaVu Sans for most scripts; for East Asian ones also the folders named in
 * `ATTENTION_LAB_FONTS`, the package `@embedpdf/fonts-sc` where it is installed, and the system's own.
 */
export function fontsFor(text: string): Fonts {
	const dejavu = packageFolder("dejavu-fonts-ttf");
	const fontFiles = dejavu === undefined ? [] : [join(dejavu, "ttf", "DejaVuSans.ttf")];
	const eastAsian = EAST_ASIAN.test(text);
	if (eastAsian) {
		const folders = (process.env.ATTENTION_LAB_FONTS ?? "").split(delimiter).filter(Boolean);
		const noto = packageFolder("@embedpdf/fonts-sc");
		const regular = noto === undefined ? [] : [join(noto, "fonts", "NotoSansHans-Regular.otf")];
		fontFiles.push(...folders.flatMap(fontsIn), ...regular.filter(existsSync));
	}
	return { fontFiles, loadSystemFonts: eastAsian || dejavu === undefined, defaultFontFamily: "DejaVu Sans" };
}
