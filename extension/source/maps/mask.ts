/**
 * The cells that a named mask forbids, as far as a name tells: `causal (top-left)` forbids `key > query`,
 * `causal (bottom-right)` forbids `key > query + S - L`. Any other name forbids nothing that the viewer could know.
 *
 * @returns The first forbidden key of a query, or `null` where the name says nothing about cells.
 */
export function firstMaskedKey(
	mask: string | undefined,
	queries: number,
	keys: number,
): ((query: number) => number) | null {
	if (mask === undefined || !/^causal\b/i.test(mask)) return null;
	const shift = /bottom-right/i.test(mask) ? keys - queries : 0;
	return (query) => Math.max(0, query + shift + 1);
}
