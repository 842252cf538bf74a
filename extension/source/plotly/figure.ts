/** A Plotly figure as it comes in a bundle. */
export interface Figure {
	data: object[];
	layout: Record<string, unknown>;
	config: Record<string, unknown>;
	frames: object[];
}

/** Nothing leaves the page, whatever a figure asks for. */
const PRIVATE = { showSendToCloud: false, showEditInChartStudio: false, plotlyServerURL: "", displaylogo: false };

/**
 * A figure of our own, free to be changed: Plotly writes into what it is given.
 *
 * @throws Error where `data` is no list.
 */
export function readFigure(value: unknown, template: object): Figure {
	const figure = (structuredClone(value) ?? {}) as Partial<Figure>;
	if (!Array.isArray(figure.data)) throw new Error(`data: expected an array, got ${typeof figure.data}`);
	const layout = { autosize: true, ...figure.layout };
	return {
		data: figure.data,
		layout: { ...layout, template: figure.layout?.template ?? template },
		config: { responsive: false, ...figure.config, ...PRIVATE },
		frames: figure.frames ?? [],
	};
}
