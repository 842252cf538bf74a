/** Under the button, or above where there is more room; never beyond the window. */
export function placeBeside(button: HTMLElement, popover: HTMLElement): void {
	const from = button.getBoundingClientRect();
	const [below, above] = [window.innerHeight - from.bottom - 8, from.top - 8];
	const up = popover.offsetHeight > below && above > below;
	popover.style.maxHeight = `${Math.max(120, up ? above : below)}px`;
	const left = Math.max(4, Math.min(from.left, window.innerWidth - popover.offsetWidth - 4));
	popover.style.left = `${left}px`;
	popover.style.top = up ? `${Math.max(4, from.top - popover.offsetHeight - 4)}px` : `${from.bottom + 4}px`;
}
