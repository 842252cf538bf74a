import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ARCHIVES, chromiumPath, fontFolders, UNPACKED, usesOther } from "./browser";

/** Unpacks the browser once per version: into a folder aside, then in one move, so that half a browser is never used. */
async function unpackBrowser(): Promise<void> {
	if (usesOther) {
		if (!existsSync(chromiumPath)) throw new Error(`ATTENTION_LAB_CHROMIUM: expected a browser, got ${chromiumPath}`);
		return;
	}
	if (!existsSync(chromiumPath)) {
		mkdirSync(dirname(UNPACKED), { recursive: true });
		const aside = mkdtempSync(`${UNPACKED}-`);
		await unpackInto(aside);
		rmSync(UNPACKED, { recursive: true, force: true });
		renameSync(aside, UNPACKED);
	}
	writeFileSync(join(UNPACKED, "fonts.conf"), fontConfiguration());
}

/** The package unpacks into the system's temporary folder, so that is where `aside` has to be for a moment. */
async function unpackInto(aside: string): Promise<void> {
	const { inflate } = await import("@sparticuz/chromium");
	const before = process.env.TMPDIR;
	process.env.TMPDIR = aside;
	try {
		for (const name of ["chromium.br", "swiftshader.tar.br", "al2023.tar.br", "fonts.tar.br"]) {
			await inflate(join(ARCHIVES, name));
		}
	} finally {
		if (before === undefined) delete process.env.TMPDIR;
		else process.env.TMPDIR = before;
	}
}

/** Only our own folders, and one answer to each generic name. */
function fontConfiguration(): string {
	const folders = fontFolders().map((folder) => `\t<dir>${folder}</dir>`);
	const prefer = (generic: string, ...names: string[]): string =>
		`\t<alias binding="same"><family>${generic}</family><prefer>${names
			.map((name) => `<family>${name}</family>`)
			.join("")}</prefer></alias>`;
	return [
		'<?xml version="1.0"?>',
		'<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
		"<fontconfig>",
		...folders,
		`\t<cachedir>${join(UNPACKED, "font-cache")}</cachedir>`,
		prefer("sans-serif", "Open Sans", "Noto Sans Hans", "DejaVu Sans"),
		prefer("system-ui", "Open Sans", "Noto Sans Hans", "DejaVu Sans"),
		prefer("monospace", "DejaVu Sans Mono", "Noto Sans Hans"),
		prefer("serif", "DejaVu Serif", "Open Sans", "Noto Sans Hans"),
		"</fontconfig>",
		"",
	].join("\n");
}

// biome-ignore lint/style/noDefaultExport: Playwright calls the default export
export default unpackBrowser;
