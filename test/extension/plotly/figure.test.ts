import { readFigure } from "../../../extension/source/plotly/figure";

const template = { layout: { font: { size: 12 } } };

describe("a figure", () => {
	test("is copied, never changed", () => {
		const value = { data: [{ y: [1, 2] }], layout: { title: "a" } };
		const figure = readFigure(value, template);
		figure.layout.title = "b";
		expect(value.layout.title).toBe("a");
	});

	test("sends nothing anywhere, whatever it asks for", () => {
		const { config } = readFigure(
			{ data: [], config: { showSendToCloud: true, plotlyServerURL: "https://x", staticPlot: true } },
			{},
		);
		expect(config).toMatchObject({
			showSendToCloud: false,
			showEditInChartStudio: false,
			plotlyServerURL: "",
			staticPlot: true,
		});
	});

	test("keeps its own template, else takes the page's", () => {
		expect(readFigure({ data: [] }, template).layout.template).toBe(template);
		expect(readFigure({ data: [], layout: { template: {} } }, template).layout.template).toEqual({});
	});

	test("without data is refused in one sentence", () => {
		expect(() => readFigure({}, {})).toThrow("data: expected an array, got undefined");
		expect(() => readFigure(null, {})).toThrow("data: expected an array, got undefined");
	});
});
