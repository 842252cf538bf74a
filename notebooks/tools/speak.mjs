/** What differs between the editions' code: `{{English | 中文}}`, on one line. The second half may end in a `}` of its own. */
const PAIR = /\{\{(.+?) \| (.+?)\}\}(?!\})/g;

export function speak(code, language) {
	return code.replace(PAIR, (_, en, zh) => (language === "en" ? en : zh));
}

/** Whether something still begins like a pair. */
export function isUnspoken(line) {
	return line.replace(PAIR, "").includes("{{");
}
