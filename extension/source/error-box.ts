import { element } from "./element";

/** One clear error in place of a picture. What came from the document is text, whatever it contains. */
export function errorBox(title: string, error: unknown): HTMLElement {
	const message = error instanceof Error ? error.message : String(error);
	return element(
		"div",
		"al-Error",
		{ role: "alert" },
		element("strong", "al-Error-title", {}, title),
		element("code", "al-Error-message", {}, message),
	);
}
