import { deflate } from "../deflate";

/** A PDF file (ISO 32000-1) object by object; `close` writes the table of where each begins. */
export class PdfFile {
	private readonly parts: Uint8Array[] = [ascii("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")];
	private readonly offsets: number[] = [];
	private length = this.parts[0].length;

	/** The number that the next object gets. */
	get next(): number {
		return this.offsets.length + 1;
	}

	/** @returns The object's number. */
	add(body: string): number {
		return this.put([ascii(`${body}\n`)]);
	}

	/** A deflated stream. */
	async stream(entries: string, bytes: Uint8Array): Promise<number> {
		const packed = await deflate(bytes, "deflate");
		const head = `<< ${entries} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`;
		return this.put([ascii(head), packed, ascii("\nendstream\n")]);
	}

	close(root: number, info: number): Uint8Array {
		const size = this.offsets.length + 1;
		const start = this.length;
		const entries = this.offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
		this.append(ascii(`xref\n0 ${size}\n0000000000 65535 f \n${entries}`));
		this.append(
			ascii(`trailer\n<< /Size ${size} /Root ${root} 0 R /Info ${info} 0 R >>\nstartxref\n${start}\n%%EOF\n`),
		);
		const file = new Uint8Array(this.length);
		let at = 0;
		for (const part of this.parts) {
			file.set(part, at);
			at += part.length;
		}
		return file;
	}

	private put(parts: Uint8Array[]): number {
		const number = this.next;
		this.offsets.push(this.length);
		for (const part of [ascii(`${number} 0 obj\n`), ...parts, ascii("endobj\n")]) this.append(part);
		return number;
	}

	private append(part: Uint8Array): void {
		this.parts.push(part);
		this.length += part.length;
	}
}

/** One byte per character. */
export function ascii(text: string): Uint8Array {
	return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** A text of any script as a string of PDF: UTF-16, big end first, with its mark. */
export function pdfText(text: string): string {
	let hex = "feff";
	for (let i = 0; i < text.length; i++) hex += text.charCodeAt(i).toString(16).padStart(4, "0");
	return `<${hex}>`;
}
