import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where `@sparticuz/chromium` keeps its archives. */
export const ARCHIVES = join(dirname(require.resolve("@sparticuz/chromium")), "..", "bin");

const { version } = JSON.parse(readFileSync(join(ARCHIVES, "..", "package.json"), "utf8"));

/** One folder per version, inside the checkout. */
export const UNPACKED = join(__dirname, "..", "..", "node_modules", ".cache", "attention-lab", `chromium-${version}`);

/** Another Chromium (arm64, macOS): Debian's is `/usr/bin/chromium`. */
const OTHER = process.env.ATTENTION_LAB_CHROMIUM;

export const chromiumPath = OTHER ?? join(UNPACKED, "chromium");

/** A browser of one's own brings its libraries and fonts itself. */
export const usesOther = OTHER !== undefined;

/** Folders with letters: Latin and Chinese from npm, so that a bare machine draws the same words. */
export function fontFolders(): string[] {
	const packages = [
		["@embedpdf/fonts-sc", "fonts"],
		["dejavu-fonts-ttf", "ttf"],
	].map(([name, folder]) => join(__dirname, "..", "..", "node_modules", name, folder));
	return [join(UNPACKED, "fonts"), ...packages].filter((folder) => existsSync(folder) || folder.startsWith(UNPACKED));
}

/** The archive's NSS, NSPR and expat stand in for a desktop's; fonts come from {@link fontFolders}. */
export function browserEnvironment(): Record<string, string> {
	const inherited = Object.fromEntries(Object.entries(process.env).filter((entry) => entry[1] !== undefined));
	const environment = inherited as Record<string, string>;
	if (usesOther) return environment;
	const libraries = [join(UNPACKED, "al2023", "lib"), environment.LD_LIBRARY_PATH].filter(Boolean).join(":");
	return { ...environment, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(UNPACKED, "fonts.conf") };
}
