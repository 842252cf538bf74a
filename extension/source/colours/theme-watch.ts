import { host } from "../host";

/** Attributes that JupyterLab's themes write on the body. */
const WRITTEN = ["data-jp-theme-name", "data-jp-theme-light"];
const QUERIES = ["(forced-colors: active)", "(prefers-contrast: more)"];

/**
 * Calls back whenever the page may look different: the application's signal where there is one, the body's attributes
 * and the system's contrast settings in any case.
 *
 * @returns What stops it.
 */
export function watchTheme(onChange: () => void): () => void {
	const observer = new MutationObserver(onChange);
	observer.observe(document.body, { attributes: true, attributeFilter: WRITTEN });
	const media = QUERIES.map((query) => window.matchMedia(query));
	for (const query of media) query.addEventListener("change", onChange);
	const signal = host.themeChanged;
	signal?.connect(onChange);
	return () => {
		observer.disconnect();
		for (const query of media) query.removeEventListener("change", onChange);
		signal?.disconnect(onChange);
	};
}
