/** An element with a class, attributes and text; text never becomes markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
	name: K,
	className: string,
	attributes: Record<string, string> = {},
	...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
	const node = document.createElement(name);
	node.className = className;
	for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
	node.append(...children);
	return node;
}
