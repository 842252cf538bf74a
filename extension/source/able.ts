/** Lets a button act or not. Either way it keeps the keyboard's focus, which a disabled one would drop. */
export function setAble(button: HTMLButtonElement, able: boolean): void {
	button.setAttribute("aria-disabled", String(!able));
}
