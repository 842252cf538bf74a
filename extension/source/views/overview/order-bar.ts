import { element } from "../../element";
import { extentOf, type Order, readOrder } from "../../layout/order";
import { knownStatistics, type StatisticName } from "../../maps/statistics";
import { headStatistic, statisticNames, statisticText } from "../heads";
import type { Scene } from "../view";

/** Stops of the slider between the smallest and the largest number. */
const STOPS = 200;

/** Chooses the order of the heads, its direction, and how far down the list goes. */
export function orderBar(scene: Scene): { node: HTMLElement; show(left: number, of: number): void } {
	const { words } = scene;
	const names = statisticNames(words);
	const label = words("Order of the heads");
	const field = element("select", "al-Control", { "aria-label": label, title: label });
	const turn = element("button", "al-Control al-Order-turn", { type: "button" });
	const slider = element("input", "al-Order-limit", { type: "range", min: "0", max: String(STOPS), step: "1" });
	const count = element("span", "al-Order-count", { role: "status" });
	const order = (): Order => readOrder(scene.choice.overview);
	const keep = (part: Partial<Order>): void => scene.choose({ overview: { ...order(), ...part } });
	field.addEventListener("change", () => keep({ by: (field.value || null) as StatisticName | null, limit: null }));
	turn.addEventListener("click", () => keep({ down: !order().down, limit: null }));
	slider.addEventListener("input", () => {
		const stop = Number(slider.value);
		keep({ limit: stop === 0 ? null : limitAt(scene, order(), stop) });
	});
	let offered = "";
	return {
		node: element("div", "al-Order", {}, field, turn, slider, count),
		show(left, of) {
			const known = knownStatistics(scene.map);
			if (known.join() !== offered) {
				const options = known.map((name) => element("option", "", { value: name }, names[name]));
				field.replaceChildren(element("option", "", { value: "" }, words("Order of the model")), ...options);
				offered = known.join();
			}
			const now = order();
			const by = known.find((name) => name === now.by);
			field.value = by ?? "";
			turn.hidden = slider.hidden = count.hidden = by === undefined;
			if (by === undefined) return;
			turn.textContent = now.down ? "↓" : "↑";
			turn.ariaLabel = turn.title = now.down ? words("Largest first") : words("Smallest first");
			slider.value = String(stopAt(scene, now));
			const limit = now.limit === null ? words("no limit") : statisticText(now.limit);
			const bound = now.down ? words("%1 at least", names[by]) : words("%1 at most", names[by]);
			slider.setAttribute("aria-label", bound);
			slider.setAttribute("aria-valuetext", limit);
			slider.title = `${bound}: ${limit}`;
			const sign = now.down ? "≥" : "≤";
			const text = words("%1 of %2 heads", left, of);
			count.textContent = now.limit === null ? text : `${sign} ${limit} · ${text}`;
		},
	};
}

/** From the end of the list that is always shown last to the one that is shown first. */
function ends(scene: Scene, { by, down }: Order): [number, number] {
	const statistic = by === null ? null : headStatistic(scene, by);
	const [least, most] = extentOf(statistic?.values ?? []);
	return down ? [least, most] : [most, least];
}

function limitAt(scene: Scene, order: Order, stop: number): number {
	const [from, to] = ends(scene, order);
	return stop === STOPS ? to : from + ((to - from) * stop) / STOPS;
}

function stopAt(scene: Scene, order: Order): number {
	const [from, to] = ends(scene, order);
	return order.limit === null || from === to ? 0 : Math.round(((order.limit - from) / (to - from)) * STOPS);
}
