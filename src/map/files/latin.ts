/** Windows-1252 from 0x80 to 0x9f; a space where it has no character. */
const MIDDLE = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** Widths of Helvetica in thousandths of its size, by Windows-1252 code from 32 (Adobe's metrics); `n*m` is m times n. */
const WIDTHS =
	unroll(`278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556*10 278 278 584 584 584 556 1015
667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469
556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260
334 584 350 556 350 222 556 333 1000 556 556 333 1000 667 333 1000 350 611 350 350 222 222 333 333 350 556 1000 333 1000
500 333 944 350 500 667 278 333 556 556 556 556 260 556 333 737 370 556 584 333 737 333 400 584 333 333 333 556 537 278
333 333 365 556 834 834 834 611 667*6 1000 722 667*4 278*4 722 722 778*5 584 778 722*4 667 667 611 556*6 889 500 556*4
278*4 556 556 556*5 584 611 556*4 500 556 500`);

function unroll(text: string): number[] {
	return text.split(/\s+/).flatMap((entry) => {
		const [width, times = 1] = entry.split("*").map(Number);
		return Array<number>(times).fill(width);
	});
}

/** The text in Windows-1252, which the standard fonts of PDF know; `null` where it holds any other character. */
export function latinOf(text: string): number[] | null {
	const codes = [...text].map((letter) => {
		const code = letter.codePointAt(0)!;
		if ((code >= 32 && code < 127) || (code >= 160 && code < 256)) return code;
		const at = letter === " " ? -1 : MIDDLE.indexOf(letter);
		return at < 0 ? -1 : 128 + at;
	});
	return codes.includes(-1) ? null : codes;
}

/** Width of a text in Helvetica of size 1; letters that it lacks count as what they take at most. */
export function widthOf(text: string): number {
	let width = 0;
	for (const letter of text) {
		const codes = latinOf(letter);
		width += codes !== null ? WIDTHS[codes[0] - 32] : letter.codePointAt(0)! >= 0x1100 ? 1000 : 700;
	}
	return width / 1000;
}
