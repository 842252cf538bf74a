/** TSDoc as Markdown, and as plain text. */
import type ts from "typescript";

type Parts = ts.SymbolDisplayPart[] | undefined;

/** Tags in the order in which they are told; all others come after these, under their own names. */
const TITLES: Readonly<Record<string, string>> = {
	deprecated: "Deprecated",
	remarks: "",
	typeParam: "Type parameters",
	template: "Type parameters",
	param: "Parameters",
	returns: "Returns",
	return: "Returns",
	throws: "Throws",
	see: "See",
	example: "Example",
};
const LISTED = new Set(["param", "template", "typeParam"]);

export function plainText(parts: Parts): string {
	return (parts ?? []).map(({ text }) => text).join("");
}

/** Text with its links: addresses as links, names as code. */
export function markdownText(parts: Parts): string {
	return plainText(parts).replace(/\{@link(?:code|plain)?\s+([^\s|}]+)\s*\|?\s*([^}]*)\}/g, (_, target, label) => {
		const words = String(label).trim();
		return /^https?:/.test(target) ? `[${words || target}](${target})` : words || `\`${target}\``;
	});
}

/** Tags for tools, not for readers: where TensorFlow.js files a function on its site. */
const FOR_TOOLS = new Set(["doc", "internal", "hidden", "packageDocumentation"]);

export function plainTags(tags: readonly ts.JSDocTagInfo[] = []): string {
	return tags
		.filter(isForReaders)
		.map((tag) => `@${tag.name} ${plainText(tag.text)}`.trimEnd())
		.join("\n");
}

export function markdownTags(tags: readonly ts.JSDocTagInfo[] = []): string {
	const known = Object.keys(TITLES);
	const names = [...new Set(tags.filter(isForReaders).map((tag) => tag.name))];
	const place = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
	return names
		.sort((a, b) => place(a) - place(b))
		.map((name) =>
			section(
				name,
				tags.filter((tag) => tag.name === name).map((tag) => markdownText(tag.text).trim()),
			),
		)
		.join("\n\n");
}

function isForReaders(tag: ts.JSDocTagInfo): boolean {
	return !FOR_TOOLS.has(tag.name);
}

function section(name: string, bodies: readonly string[]): string {
	const title = TITLES[name] ?? `@${name}`;
	if (LISTED.has(name)) {
		return `**${title}**\n\n${bodies.map(item).join("\n")}`;
	}
	if (name === "example") {
		return bodies.map((body) => `**${title}**\n\n${fenced(body)}`).join("\n\n");
	}
	return bodies.map((body) => [title && `**${title}**`, body].filter(Boolean).join(" ")).join("\n\n");
}

/** `- `q` - Queries`, with further lines indented below. */
function item(body: string): string {
	const [, name, text] = /^(\S+)\s*-?\s*(.*)$/s.exec(body) ?? ["", body, ""];
	return `- \`${name}\`${text ? ` - ${text.replace(/\n/g, "\n  ")}` : ""}`;
}

function fenced(body: string): string {
	if (body.includes("```")) {
		return body;
	}
	const [, caption, code] = /^(?:<caption>(.*?)<\/caption>\s*)?(.*)$/s.exec(body)!;
	return `${caption ? `${caption}\n\n` : ""}\`\`\`typescript\n${code}\n\`\`\``;
}
