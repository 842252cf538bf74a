/**
 * Calls back with `true` right before the page is printed, while there is still time to draw, and with `false` once it is on a
 * screen again. A page that is looked at as on paper (developer tools) counts as printed.
 *
 * @returns What stops it.
 */
export function watchPaper(onPaper: (isPaper: boolean) => void): () => void {
	const query = window.matchMedia("print");
	const signals = new AbortController();
	const { signal } = signals;
	window.addEventListener("beforeprint", () => onPaper(true), { signal });
	window.addEventListener("afterprint", () => onPaper(false), { signal });
	query.addEventListener("change", () => onPaper(query.matches), { signal });
	return () => signals.abort();
}
