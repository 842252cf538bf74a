import {
	base64Length,
	checkBytes,
	type Fields,
	fail,
	fields,
	finite,
	list,
	MAX_PIXELS,
	oneOf,
	optional,
	text,
	whole,
} from "./fields";

/** Numbers of a query, key or value. */
const MAX_DEPTH = 65_536;
/** Pixels along a side of a picture, and characters or pixels of a picture or a sound in all. */
const MAX_IMAGE = 8192;
const MAX_MEDIA = 2 ** 24;

export function checkComputed(value: unknown, shown: number[]): void {
	const computed = fields(value, "computed");
	const shape = list(computed.shape, "computed.shape", shown.length);
	const pixels = shown.reduce((product, size, i) => {
		const entry = whole(shape[i], `computed.shape[${i}]`, 1, size);
		const isLead = i < shown.length - 2;
		if (entry !== size && !(isLead && entry === 1))
			fail(`computed.shape[${i}]`, isLead ? `1 or ${size}` : `${size}`, entry);
		return product * entry;
	}, 1);
	checkBytes(computed, "computed", pixels);
}

export function checkVectors(value: unknown, sizes: number[]): void {
	const vectors = fields(value, "vectors");
	const [L, S] = sizes.slice(-2);
	const heads = sizes.slice(0, -2).reduce((product, size) => product * size, 1);
	const depth = whole(vectors.depth, "vectors.depth", 1, MAX_DEPTH);
	const groups = whole(vectors.keyHeads, "vectors.keyHeads", 1, heads);
	if (heads % groups !== 0) fail("vectors.keyHeads", `a divisor of ${heads}`, groups);
	finite(vectors.scale, "vectors.scale");
	optional(vectors, "softcap", "vectors", (entry, path) => finite(entry, path, 0));
	const holds = (key: string, numbers: number): void => {
		const bytes = base64Length(text(vectors[key], `vectors.${key}`, 2 * MAX_PIXELS), `vectors.${key}`);
		if (bytes !== 4 * numbers) fail(`vectors.${key}`, `${4 * numbers} bytes`, bytes);
	};
	holds("query", heads * L * depth);
	holds("key", groups * S * depth);
	if (vectors.value === undefined) return;
	holds("value", groups * S * whole(vectors.valueDepth, "vectors.valueDepth", 1, MAX_DEPTH));
}

/** Tokens from `skip` on, as many as `count`, on every axis that is named. */
function checkTokens(owner: Fields, path: string, sizes: number[], count: number): void {
	const axis = oneOf(owner.axis, `${path}.axis`, ["query", "key", "both"]);
	const skip = whole(owner.skip, `${path}.skip`, 0, 2 ** 31 - 1);
	const [L, S] = sizes.slice(-2);
	const least = Math.min(axis === "key" ? S : L, axis === "query" ? L : S);
	if (skip + count > least) fail(`${path}.skip`, `at most ${least} tokens with it`, skip + count);
}

export function checkImage(value: unknown, sizes: number[]): void {
	const image = fields(value, "image");
	oneOf(image.type, "image.type", ["image/png", "image/jpeg", "image/webp"]);
	whole(image.width, "image.width", 1, MAX_IMAGE);
	whole(image.height, "image.height", 1, MAX_IMAGE);
	const grid = list(image.grid, "image.grid", 2).map((entry, i) => whole(entry, `image.grid[${i}]`, 1, MAX_IMAGE));
	checkTokens(image, "image", sizes, grid[0] * grid[1]);
	base64Length(text(image.base64, "image.base64", MAX_MEDIA), "image.base64");
}

export function checkSound(value: unknown, sizes: number[]): void {
	const sound = fields(value, "sound");
	if (finite(sound.seconds, "sound.seconds", 0) === 0) fail("sound.seconds", "more than 0", 0);
	const bins = whole(sound.bins, "sound.bins", 1, MAX_IMAGE);
	const frames = whole(sound.frames, "sound.frames", 1, 8 * MAX_IMAGE);
	if (bins * frames > MAX_MEDIA) fail("sound.frames", `at most ${MAX_MEDIA} pixels`, bins * frames);
	checkTokens(sound, "sound", sizes, 1);
	checkBytes(sound, "sound", bins * frames);
}
