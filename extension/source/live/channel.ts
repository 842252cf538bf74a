/** A two-way line to something that answers, with binary buffers. A kernel comm is one; a test makes another. */
export interface Channel {
	/** Opens the line. Called once, after both listeners are set. */
	open(data: object): void;
	send(message: object): void;
	close(): void;
	onMessage: (message: unknown, buffers: ArrayBufferView[]) => void;
	/** The other side has gone; `data` may carry `{ error }`. */
	onClose: (data: unknown) => void;
}
