/** What lessons and assignments share: front matter, prose in pairs, code once. */
import { LANGUAGES } from "./places.mjs";
import { checkBold } from "./rules.mjs";

/** Throws with the place of a fault: `fail(line, what)`. */
export function failing(name) {
	return (line, what) => {
		throw new Error(`${name}.md:${line + 1}: ${what}`);
	};
}

/** @returns {{meta, end}} the values by their keys, and the line on which they end. */
export function frontMatter(lines, fail, { required, optional = [] }) {
	const keys = [...required, ...optional];
	if (lines[0] !== "---") fail(0, 'the file must begin with "---"');
	const end = lines.indexOf("---", 1);
	if (end < 0) fail(0, 'the front matter must end with "---"');
	const meta = {};
	for (let i = 1; i < end; i++) {
		const found = /^([a-z]+): (.+)$/.exec(lines[i]);
		if (!found || !keys.includes(found[1])) {
			fail(i, `front matter must be "key: value" with a key of ${keys.join(", ")}, got "${lines[i]}"`);
		}
		meta[found[1]] = found[2].trim();
	}
	for (const key of required) if (!(key in meta)) fail(end, `front matter must have "${key}"`);
	return { meta, end };
}

/** A front matter's value that must be a number above zero. */
export function numberOf(meta, key, what, fail) {
	const value = Number(meta[key]);
	if (!(value > 0)) fail(0, `${key} must be a number of ${what} above zero`);
	return value;
}

/** The blocks from a line on; `code(info, line, text)` reads what stands behind "ts". */
export function readBlocks(lines, from, fail, code) {
	const blocks = [];
	let i = from;
	while (i < lines.length) {
		const prose = /^:::(\w+)(?: ([\w-]+))?$/.exec(lines[i]);
		const fence = /^```ts (.+)$/.exec(lines[i]);
		if (prose && !LANGUAGES.includes(prose[1])) fail(i, `prose must be ${LANGUAGES.join(" or ")}, got "${prose[1]}"`);
		if (prose || fence) {
			const close = prose ? ":::" : "```";
			const end = lines.indexOf(close, i + 1);
			if (end < 0) fail(i, `the block must end with "${close}"`);
			const text = lines
				.slice(i + 1, end)
				.join("\n")
				.trim();
			if (!text) fail(i, "a block must not be empty");
			blocks.push(
				prose
					? { kind: "prose", language: prose[1], id: prose[2], line: i, text }
					: code(fence[1].trim().split(/\s+/), i, text),
			);
			i = end + 1;
		} else {
			if (lines[i].trim()) fail(i, `text must stand in a ":::en", ":::zh" or "\`\`\`ts" block, got "${lines[i]}"`);
			i++;
		}
	}
	return blocks;
}

/** Each ":::en" and its ":::zh" as one part, in the order of the file; code stays as it is. */
export function paired(blocks, fail) {
	const parts = [];
	for (let i = 0; i < blocks.length; i++) {
		const block = blocks[i];
		if (block.kind !== "prose") {
			parts.push(block);
			continue;
		}
		const other = blocks[++i];
		const pair = [block.language, other?.language];
		if (pair[0] !== "en" || pair[1] !== "zh") {
			fail(block.line, `":::en" must be followed by its ":::zh", got ${pair.map((x) => x ?? "no prose").join(", ")}`);
		}
		checkBold(other, fail);
		const id = block.id ?? `${parts.findLast((part) => part.kind === "code")?.id ?? "start"}-text`;
		parts.push({ kind: "prose", id, line: block.line, text: { en: block.text, zh: other.text } });
	}
	return parts;
}
