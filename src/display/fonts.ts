import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { KeptFiles } from "./keptFiles";

const EAST_ASIAN = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[\ud840-\ud8bf][\udc00-\udfff]/;

/** What the rasteriser is to load. */
export interface Fonts {
	fontFiles: string[];
	loadSystemFonts: boolean;
	defaultFontFamily: string;
}

export function isEastAsian(text: string): boolean {
	return EAST_ASIAN.test(text);
}

function packageFolder(name: string): string {
	return dirname(require.resolve(`${name}/package.json`));
}

/** Files in the folders that `ATTENTION_LAB_FONTS` names. */
function ownFonts(): string[] {
	const folders = (process.env.ATTENTION_LAB_FONTS ?? "").split(delimiter).filter(existsSync);
	return folders.flatMap((folder) =>
		readdirSync(folder)
			.filter((name) => /\.(ttf|otf|ttc)$/i.test(name))
			.map((name) => join(folder, name)),
	);
}

/** A hundred small files that make up Noto Sans SC, by the code points that each one draws. */
function readSlices(): Map<string, [number, number][]> {
	const text = readFileSync(join(packageFolder("@fontsource-variable/noto-sans-sc"), "unicode.json"), "utf8");
	const slices = new Map<string, [number, number][]>();
	for (const [key, ranges] of Object.entries(JSON.parse(text) as Record<string, string>)) {
		const pairs = ranges.split(",").map((range): [number, number] => {
			const [from, to = from] = range.slice(2).split("-");
			return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
		});
		slices.set(key.replace(/[[\]]/g, ""), pairs);
	}
	return slices;
}

let slices: Map<string, [number, number][]> | undefined;

/** The rasteriser reads fonts from files only. */
const unpacked = new KeptFiles(join(tmpdir(), "attention-lab-fonts"));

function unpack(slice: string): Promise<string> {
	const { decompress } = require("wawoff2") as { decompress(woff2: Uint8Array): Promise<Uint8Array> };
	const folder = join(packageFolder("@fontsource-variable/noto-sans-sc"), "files");
	return unpacked.from(join(folder, `noto-sans-sc-${slice}-wght-normal.woff2`), ".ttf", decompress);
}

let turn: Promise<unknown> = Promise.resolve();

/** One after the other: two decompressions at a time spoil each other's memory (wawoff2 2.0.1). */
function unpackAll(wanted: string[]): Promise<string[]> {
	const files = turn.then(async () => {
		const done: string[] = [];
		for (const slice of wanted) done.push(await unpack(slice));
		return done;
	});
	turn = files.catch(() => undefined);
	return files;
}

/** The slices of Noto Sans SC that hold the East Asian characters of a text, and whether they hold all. */
async function notoFor(text: string): Promise<{ files: string[]; all: boolean }> {
	slices ??= readSlices();
	const points = [...new Set([...text].filter(isEastAsian))].map((character) => character.codePointAt(0)!);
	const draws = (ranges: [number, number][]) => (at: number) => ranges.some(([from, to]) => at >= from && at <= to);
	const wanted = [...slices].filter(([, ranges]) => points.some(draws(ranges)));
	const all = points.every((at) => wanted.some(([, ranges]) => draws(ranges)(at)));
	return { files: await unpackAll(wanted.map(([slice]) => slice)), all };
}

/**
 * The fonts that a text needs, whatever the machine has installed: DejaVu Sans, and for East Asian characters the fonts in
 * `ATTENTION_LAB_FONTS` and Noto Sans SC. Where these leave a character out, the system's too.
 */
export async function fontsFor(text: string): Promise<Fonts> {
	const fontFiles = [join(packageFolder("dejavu-fonts-ttf"), "ttf", "DejaVuSans.ttf")];
	let loadSystemFonts = false;
	if (isEastAsian(text)) {
		fontFiles.push(...ownFonts());
		try {
			const { files, all } = await notoFor(text);
			fontFiles.push(...files);
			loadSystemFonts = !all;
		} catch {
			loadSystemFonts = true;
		}
	}
	return { fontFiles, loadSystemFonts, defaultFontFamily: "DejaVu Sans" };
}
