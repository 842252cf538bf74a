/** What every cell has without an import. */

/** A value in several forms, by MIME type; a front end takes the richest it can draw. */
type MimeBundle = Record<string, unknown>;

interface DisplayOptions {
	/** Names the output, so that a later `display` can replace it. */
	displayId?: string;
	/** Replaces the output of that `displayId` wherever it stands. */
	update?: boolean;
	/** Draws this bundle instead of the value. */
	raw?: MimeBundle;
	/** Hints for the front end, by MIME type. */
	metadata?: Record<string, unknown>;
}

interface Display {
	/**
	 * Draws a value below the cell, as if it were the cell's last expression.
	 *
	 * A value that answers `Symbol.for("Jupyter.display")` draws itself; so do tensors, models, attention maps, Plotly
	 * figures, lists of objects, the bytes of a picture, canvases and elements, and what has `_repr_html_`, `_repr_svg_`, `_repr_png_`, `toSVG` or
	 * `toDataURL`.
	 * ```ts
	 * display(tf.ones([2, 3]));
	 * display("loading", { displayId: "state" });
	 * display("done", { displayId: "state", update: true });
	 * ```
	 */
	(value: unknown, options?: DisplayOptions): void;
	/** Draws HTML. */
	html(text: string, options?: DisplayOptions): void;
	/** Draws Markdown; `$…$` is mathematics. */
	markdown(text: string, options?: DisplayOptions): void;
	/** Draws LaTeX, for example `"$$\\mathrm{softmax}(QK^\\top)V$$"`. */
	latex(text: string, options?: DisplayOptions): void;
	/** Draws an SVG picture. */
	svg(text: string, options?: DisplayOptions): void;
	/** Draws a PNG picture: its bytes, or base64 text. */
	png(data: Uint8Array | string, options?: DisplayOptions): void;
	/** Draws a value as a tree that can be folded. */
	json(value: unknown, options?: DisplayOptions): void;
	/** Draws a Plotly figure `{ data, layout }`, given as an object or as JSON text. */
	plotly(
		figure: { data: unknown[]; layout?: object; [more: string]: unknown } | string,
		options?: DisplayOptions,
	): void;
	/** Draws a Vega-Lite chart, or a Vega chart where its `$schema` says so; given as an object or as JSON text. */
	vega(spec: object | string, options?: DisplayOptions): void;
	/** Opens text or a value in the front end's pager when the cell has ended; called later still, it is an output of the cell. */
	page(value: unknown): void;
	/**
	 * Draws a table of objects or lists.
	 * ```ts
	 * display.table([{ head: 0, entropy: 1.58 }, { head: 1, entropy: 0.2 }]);
	 * ```
	 */
	table(
		rows: TableRows,
		options?: DisplayOptions & { /** Which columns, in which order. */ columns?: readonly string[] },
	): void;
	/**
	 * Draws a table of lists below the names of its columns.
	 * ```ts
	 * display.table(["head", "entropy"], [[0, 1.58], [1, 0.2]]);
	 * ```
	 */
	table(head: readonly string[], rows: TableRows): void;
}

/** Rows as objects, lists or typed arrays; or a matrix. */
type TableRows = readonly object[] | { arraySync(): unknown };

/** Draws a value below the cell. */
declare const display: Display;

/**
 * Removes what the cell has shown so far.
 * @param wait - Keeps it until the next output comes, so that nothing flickers.
 */
declare function clearOutput(wait?: boolean): void;

/**
 * Asks the reader for one line of text.
 * ```ts
 * const name = await input("Your name? ");
 * ```
 */
declare function input(prompt?: string, options?: { /** Hides what is typed. */ password?: boolean }): Promise<string>;

/**
 * Walks through `items` and shows how far it is, with the time left when the number of items is known. Bars inside another
 * one take each other's place.
 * ```ts
 * for (const epoch of progress([1, 2, 3], "training")) { … }
 * for await (const batch of progress(dataset, "reading")) { … }
 * ```
 * @param label - Stands before the bar.
 */
declare function progress<T>(
	dataset: { iterator(): Promise<{ next(): Promise<IteratorResult<T>> }> },
	label?: string,
	options?: ProgressOptions,
): AsyncIterable<T>;
declare function progress<T>(items: AsyncIterable<T>, label?: string, options?: ProgressOptions): AsyncIterable<T>;
declare function progress<T>(items: Iterable<T>, label?: string, options?: ProgressOptions): Iterable<T>;

interface ProgressOptions {
	/** The number of items, where the iterable cannot tell. */
	total?: number;
}

interface CommMessage {
	// biome-ignore lint/suspicious/noExplicitAny: whatever the other side sent.
	data: any;
	metadata: Record<string, unknown>;
	/** Binary parts, each a view on its own bytes. */
	buffers: Uint8Array[];
}

type CommBuffer = ArrayBuffer | ArrayBufferView;

/** A line to one widget or viewer in the front end. */
interface Comm {
	readonly id: string;
	readonly target: string;
	/** Called for each message from the front end. */
	onMessage(handler: (message: CommMessage) => unknown): void;
	/** Called once, when the front end closes the line. */
	onClose(handler: (message: CommMessage) => unknown): void;
	/** Sends data that JSON can carry, and binary parts beside it. */
	send(data: unknown, options?: { buffers?: CommBuffer[]; metadata?: Record<string, unknown> }): void;
	/** Ends the line. */
	close(data?: unknown): void;
}

interface Comms {
	/** Takes lines that the front end opens to `name`. */
	registerTarget(name: string, open: (comm: Comm, message: CommMessage) => unknown): void;
	/** Takes no more lines to `name`. */
	unregisterTarget(name: string): void;
	/** Opens a line to `name` in the front end. */
	open(name: string, data?: unknown, options?: { buffers?: CommBuffer[]; metadata?: Record<string, unknown> }): Comm;
}

/** Lines to widgets and viewers in the front end. */
declare const comms: Comms;
