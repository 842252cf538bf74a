/**
 * `@jsx h` and its kin. TypeScript reads them at the top of a file, where the compiler has a line of its own; so they are
 * taken from the comments at the top of a cell and written into that line. They hold for later cells too, as the names
 * that they mention do.
 */
import ts from "typescript";

/** Value by name: `{ jsx: "h", jsxFrag: "Fragment" }`. */
export type Pragmas = Readonly<Record<string, string>>;

const PRAGMA = /@(jsx|jsxFrag|jsxImportSource|jsxRuntime)\s+([^\s*]+)/g;
/** Names of the one runtime of JSX, which a name of the other one replaces. */
const CLASSIC = ["jsx", "jsxFrag"];

/** What holds in a cell: its own pragmas, and of `earlier` what they do not replace. */
export function pragmasOf(source: string, earlier: Pragmas): Pragmas {
	const own = (ts.getLeadingCommentRanges(source, 0) ?? []).flatMap(({ pos, end }) =>
		[...source.slice(pos, end).matchAll(PRAGMA)].map(([, name, value]) => [name, value] as const),
	);
	const isClassic = (name: string) => CLASSIC.includes(name);
	const stays = Object.entries(earlier).filter(([name]) =>
		own.every(([other]) => isClassic(other) === isClassic(name)),
	);
	return Object.fromEntries([...stays, ...own]);
}

/** As comments in one line. */
export function pragmaComments(pragmas: Pragmas): string {
	return Object.entries(pragmas)
		.map(([name, value]) => `/** @${name} ${value} */ `)
		.join("");
}
