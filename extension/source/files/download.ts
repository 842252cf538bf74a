/** How long a browser may take to begin reading what it was given. */
const READING = 60_000;

/** Gives the reader a file. */
export function download(content: BlobPart, type: string, name: string): void {
	const address = URL.createObjectURL(new Blob([content], { type }));
	const link = document.createElement("a");
	link.href = address;
	link.download = name;
	link.click();
	window.setTimeout(() => URL.revokeObjectURL(address), READING);
}
