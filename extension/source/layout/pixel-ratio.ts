/**
 * Calls back when the page's device pixel ratio changes (zoom, another screen).
 *
 * @returns What stops it.
 */
export function watchPixelRatio(onChange: () => void): () => void {
	let query: MediaQueryList;
	const changed = (): void => {
		listen();
		onChange();
	};
	const listen = (): void => {
		query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
		query.addEventListener("change", changed, { once: true });
	};
	listen();
	return () => query.removeEventListener("change", changed);
}
