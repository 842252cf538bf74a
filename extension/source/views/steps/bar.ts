import { element } from "../../element";
import { labelOf } from "../../layout/tokens";
import type { Scene } from "../view";
import { amounts, set, settingsOf } from "./settings";
import type { Stage, StageName } from "./stages";

/** Milliseconds that each step stays while the steps play. */
const PACE = 3000;
/** Longer axes are a number instead of a list. */
const LONGEST_LIST = 256;

export interface Bar {
	node: HTMLElement;
	draw(query: number, stages: readonly Stage[]): void;
	/** To the step before (-1) or after (1); from either end to no step. */
	go(by: number): void;
	dispose(): void;
}

/** Which query, how many keys, and the walk through the steps. */
export function bar(scene: Scene): Bar {
	const { words, map, selection } = scene;
	let names: StageName[] = [];
	let timer = 0;
	const query = queryField(scene);
	const keys = element("select", "al-Control", { "aria-label": words("Keys that are shown") });
	for (const amount of amounts(map.key.size)) {
		keys.append(element("option", "", { value: String(amount) }, words("strongest %1", amount)));
	}
	const back = button(words("Previous step"), () => walk(-1));
	const on = button(words("Next step"), () => walk(1));
	const all = button(words("All steps"), () => walk(0));
	const play = button(words("Play"), () => (timer === 0 ? start() : stop()));
	const keysLabel = element("label", "al-Steps-choice", {}, element("span", "", {}, words("keys")), keys);
	const node = element("div", "al-Steps-bar", {}, query.node, keysLabel, back, on, all, play);
	keysLabel.hidden = keys.options.length < 2;
	keys.addEventListener("change", () => set(scene, { keys: Number(keys.value) }));

	const go = (by: number): void => {
		const at = names.indexOf(settingsOf(scene).stage as StageName);
		const to = at < 0 ? (by > 0 ? 0 : names.length - 1) : at + by;
		set(scene, { stage: by === 0 ? null : (names[to] ?? null) });
	};
	const walk = (by: number): void => {
		stop();
		go(by);
	};
	const start = (): void => {
		go(1);
		timer = window.setInterval(() => {
			go(1);
			if (names.indexOf(settingsOf(scene).stage as StageName) === names.length - 1) stop();
		}, PACE);
		play.textContent = words("Pause");
	};
	const stop = (): void => {
		window.clearInterval(timer);
		timer = 0;
		play.textContent = words("Play");
	};
	return {
		node,
		go: walk,
		draw(index, stages) {
			names = stages.map(({ name }) => name);
			const { stage, most } = settingsOf(scene);
			query.field.value = String(index);
			query.label.textContent = labelOf(map.query, index);
			keys.value = String(most);
			all.disabled = stage === null;
			const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
			play.hidden = isStill;
			if (isStill && timer !== 0) stop();
		},
		dispose() {
			stop();
			node.replaceChildren();
		},
	};

	function queryField({ words }: Scene) {
		const { size } = map.query;
		const isList = size <= LONGEST_LIST;
		const field = isList
			? element("select", "al-Control al-Steps-query", { "aria-label": words("query") })
			: element("input", "al-Control al-Steps-query", {
					type: "number",
					min: "0",
					max: String(size - 1),
					"aria-label": words("query"),
				});
		for (let i = 0; isList && i < size; i++) {
			field.append(element("option", "", { value: String(i) }, `${i}: ${labelOf(map.query, i)}`));
		}
		const label = element("bdi", "al-Steps-queryToken");
		label.hidden = isList;
		field.addEventListener("change", () => {
			selection.pin = { query: Number(field.value), key: selection.pin?.key ?? 0 };
		});
		const named = element("label", "al-Steps-choice", {}, element("span", "", {}, words("query")), field, label);
		return { node: named, field, label };
	}
}

function button(text: string, onClick: () => void): HTMLButtonElement {
	const node = element("button", "al-Control", { type: "button" }, text);
	node.addEventListener("click", onClick);
	return node;
}
