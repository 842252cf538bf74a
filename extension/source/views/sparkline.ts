import { extentOf } from "../layout/order";

const SPACE = "http://www.w3.org/2000/svg";
/** The line's own units: it is stretched to the room it has. */
const BOX = { width: 1000, height: 32, edge: 3 };

/** The points of each unbroken part of a line; a number that is not known breaks it. */
export function linesOf(values: readonly number[]): [number, number][][] {
	const [least, most] = extentOf(values);
	const down = (value: number): number => {
		const share = most > least ? (value - least) / (most - least) : 0.5;
		return BOX.height - BOX.edge - share * (BOX.height - 2 * BOX.edge);
	};
	const parts: [number, number][][] = [[]];
	values.forEach((value, step) => {
		if (Number.isFinite(value)) parts[parts.length - 1].push([acrossAt(step, values.length), down(value)]);
		else parts.push([]);
	});
	return parts.filter((part) => part.length > 0);
}

function acrossAt(step: number, steps: number): number {
	return steps > 1 ? (step / (steps - 1)) * BOX.width : BOX.width / 2;
}

/** A small line of numbers over the steps, the current one marked. */
export function sparkline(): { node: SVGSVGElement; show(values: readonly number[], at: number): void } {
	const node = make("svg", { class: "al-Spark", role: "img", preserveAspectRatio: "none" });
	node.setAttribute("viewBox", `0 0 ${BOX.width} ${BOX.height}`);
	const path = make("path", { class: "al-Spark-line" });
	const mark = make("line", { class: "al-Spark-mark", y1: "0", y2: String(BOX.height) });
	node.append(path, mark);
	return {
		node,
		show(values, at) {
			const parts = linesOf(values).map(
				(part) => `M${part.map((point) => point.map((n) => n.toFixed(2)).join()).join("L")}`,
			);
			path.setAttribute("d", parts.join(""));
			const x = acrossAt(at, values.length).toFixed(2);
			mark.setAttribute("x1", x);
			mark.setAttribute("x2", x);
		},
	};
}

function make<K extends keyof SVGElementTagNameMap>(
	name: K,
	attributes: Record<string, string>,
): SVGElementTagNameMap[K] {
	const node = document.createElementNS(SPACE, name) as SVGElementTagNameMap[K];
	for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
	return node;
}
