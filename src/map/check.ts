import { checkComputed, checkImage, checkSound, checkVectors } from "./check-extras";
import { type AttentionMapDocument, type Preview, STATISTICS } from "./document";
import { AttentionMapError, describe } from "./error";
import { checkBytes, fail, fields, finite, list, MAX_PIXELS, oneOf, optional, text, whole } from "./fields";

const MAX_AXES = 8;

function checkAxes(value: unknown): number[] {
	const axes = list(value, "axes");
	if (axes.length < 2 || axes.length > MAX_AXES) {
		throw new AttentionMapError(`axes: expected 2 to ${MAX_AXES} entries, got ${axes.length}`);
	}
	return axes.map((entry, index) => {
		const path = `axes[${index}]`;
		const axis = fields(entry, path);
		text(axis.name, `${path}.name`);
		const size = whole(axis.size, `${path}.size`, 1, 2 ** 31 - 1);
		optional(axis, "groups", path, (groups, where) => {
			if (size % whole(groups, where, 1, size) !== 0) fail(where, `a divisor of ${size}`, groups);
		});
		optional(axis, "special", path, (special, where) => {
			list(special, where).forEach((entry, i) => {
				whole(entry, `${where}[${i}]`, 0, size - 1);
			});
		});
		optional(axis, "link", path, (link, where) => text(link, where));
		optional(axis, "labels", path, (labels, where) => {
			const entries = list(labels, where, size);
			for (let i = 0; i < size; i++) text(entries[i], `${where}[${i}]`);
		});
		return size;
	});
}

function checkPreview(value: unknown, sizes: number[]): void {
	const preview = fields(value, "preview");
	oneOf(preview.dtype, "preview.dtype", ["uint8"]);
	const pooling = list(preview.pooling, "preview.pooling", 2);
	pooling.forEach((entry, i) => {
		whole(entry, `preview.pooling[${i}]`, 1, 2 ** 31 - 1);
	});
	const shape = list(preview.shape, "preview.shape", sizes.length);
	const lead = sizes.length - 2;
	let pixels = 1;
	sizes.forEach((size, i) => {
		const wanted = i < lead ? size : Math.ceil(size / (pooling[i - lead] as number));
		if (shape[i] !== wanted) fail(`preview.shape[${i}]`, String(wanted), shape[i]);
		pixels *= wanted;
	});
	if (pixels > MAX_PIXELS) fail("preview.shape", `at most ${MAX_PIXELS} pixels`, pixels);
	whole(preview.levels, "preview.levels", 1, 255);
	finite(preview.scale, "preview.scale", 0);
	oneOf(preview.transform, "preview.transform", ["sqrt", "linear"]);
	checkBytes(preview, "preview", pixels);
}

function checkStatistics(value: unknown, heads: number): void {
	const statistics = fields(value, "statistics");
	for (const key of STATISTICS) {
		optional(statistics, key, "statistics", (numbers, path) => {
			list(numbers, path, heads).forEach((entry, i) => {
				finite(entry, `${path}[${i}]`);
			});
		});
	}
}

function checkSource(value: unknown): void {
	const source = fields(value, "source");
	text(source.dtype, "source.dtype");
	for (const key of ["model", "mask", "backend"]) optional(source, key, "source", (entry, path) => text(entry, path));
	optional(source, "layer", "source", (entry, path) => whole(entry, path, 0, 2 ** 31 - 1));
	optional(source, "scale", "source", (entry, path) => finite(entry, path));
}

/** The second map of a comparison, in its own right; errors say that they are about it. */
function checkOther(value: unknown): void {
	if (fields(value, "other").other !== undefined) fail("other.other", "nothing", fields(value, "other").other);
	try {
		checkDocument(value);
	} catch (error) {
		throw new AttentionMapError(`other.${(error as Error).message}`);
	}
}

/**
 * The value as a document, when it is one: every size, length and range that a viewer relies on holds. Fields that
 * version 1 does not know are kept.
 *
 * @param value - What came out of `JSON.parse`; nothing about it is trusted.
 * @returns The same object, typed.
 * @throws AttentionMapError whose message starts with the path: `axes[3].labels: expected 7 entries, got 6`.
 */
export function checkDocument(value: unknown): AttentionMapDocument {
	const document = fields(value, "document");
	if (document.version !== 1) {
		const newer = typeof document.version === "number" && document.version > 1;
		const advice = newer ? " (the document asks for a newer viewer)" : "";
		throw new AttentionMapError(`version: expected 1, got ${describe(document.version)}${advice}`);
	}
	const sizes = checkAxes(document.axes);
	checkPreview(document.preview, sizes);
	const heads = sizes.slice(0, -2).reduce((product, size) => product * size, 1);
	optional(document, "statistics", "", (entry) => checkStatistics(entry, heads));
	checkSource(document.source);
	optional(document, "computed", "", (entry) => checkComputed(entry, (document.preview as Preview).shape));
	optional(document, "vectors", "", (entry) => checkVectors(entry, sizes));
	optional(document, "image", "", (entry) => checkImage(entry, sizes));
	optional(document, "sound", "", (entry) => checkSound(entry, sizes));
	optional(document, "omitted", "", (entry, path) => {
		list(entry, path).forEach((name, i) => {
			text(name, `${path}[${i}]`);
		});
	});
	optional(document, "other", "", (entry) => checkOther(entry));
	optional(document, "title", "", (entry, path) => text(entry, path));
	optional(document, "handle", "", (entry, path) => text(entry, path));
	return value as AttentionMapDocument;
}
