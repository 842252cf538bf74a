const ATTRIBUTE = "data-lm-suppress-shortcuts";

/**
 * Keeps the page's single-key commands (`d d` deletes a cell) away from an element, while combinations such as Ctrl+S
 * go on working there. The page listens on the document first of all, so the choice is made on the window before it.
 *
 * @returns What stops it.
 */
export function keepPlainKeys(node: HTMLElement): () => void {
	node.setAttribute(ATTRIBUTE, "true");
	const decide = (event: KeyboardEvent): void => {
		if (!node.contains(event.target as Node)) return;
		if (event.ctrlKey || event.metaKey || event.altKey) node.removeAttribute(ATTRIBUTE);
		else node.setAttribute(ATTRIBUTE, "true");
	};
	window.addEventListener("keydown", decide, { capture: true });
	return () => window.removeEventListener("keydown", decide, { capture: true });
}
