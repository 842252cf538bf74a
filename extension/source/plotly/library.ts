export type Library = typeof import("plotly.js-cartesian-dist-min")["default"];

let loading: Promise<Library> | null = null;

/** The library, fetched from the notebook's own server when the first figure needs it. */
export function library(): Promise<Library> {
	loading ??= import("plotly.js-cartesian-dist-min").then((module) => module.default);
	return loading;
}
