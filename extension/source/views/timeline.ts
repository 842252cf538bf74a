import { element } from "../element";
import { labelOf } from "../layout/tokens";
import { knownStatistics, type StatisticName, statisticOf } from "../maps/statistics";
import { stepAxisOf } from "../maps/steps";
import { pickStatistic, statisticNames, statisticText } from "./heads";
import { Player } from "./player";
import { sparkline } from "./sparkline";
import type { Scene, View } from "./view";

const SPEEDS = [1, 2, 4, 8, 16];

/**
 * Walks along the steps of a training or the tokens of a generation, by hand or by itself, over a line of how a statistic
 * of the chosen head went. It never starts by itself.
 */
export function timeline(scene: Scene): View {
	const { words, selection } = scene;
	const names = statisticNames(words);
	const play = element("button", "al-Control al-Timeline-play", { type: "button" });
	const slider = element("input", "al-Timeline-slider", { type: "range", min: "0", step: "1" });
	const label = element("bdi", "al-Timeline-label");
	const speed = chooser(
		"al-Timeline-speed",
		words("Steps per second"),
		SPEEDS.map((each) => [String(each), words("%1 per second", each)]),
	);
	const measure = chooser("al-Timeline-measure", words("Line of the chosen head"), []);
	const line = sparkline();
	const node = element("div", "al-Timeline", { role: "group" }, play, slider, label, measure, line.node, speed);
	const signals = new AbortController();
	const at = (): number => stepAxisOf(scene.map.leads);
	const place = (): number => selection.lead[at()] ?? 0;
	const last = (): number => scene.map.leads[at()].size - 1;
	const go = (step: number): void => {
		selection.lead = selection.lead.map((entry, i) => (i === at() ? step : entry));
	};
	const player = new Player(
		() => place() < last() && go(place() + 1),
		() => show(),
	);
	const toggle = (): void => {
		if (!player.isPlaying && place() === last()) go(0);
		player.toggle(readSpeed(scene));
	};
	const listen = { signal: signals.signal };
	play.addEventListener("click", toggle, listen);
	slider.addEventListener("input", () => go(Number(slider.value)), listen);
	slider.addEventListener("pointerdown", () => player.stop(), listen);
	slider.addEventListener("keydown", (event) => onKey(event, toggle, () => player.stop()), listen);
	speed.addEventListener("change", () => {
		scene.choose({ timeline: { ...kept(scene), speed: Number(speed.value) } });
		player.pace(Number(speed.value));
	});
	measure.addEventListener("change", () => scene.choose({ timeline: { ...kept(scene), line: measure.value } }));
	document.addEventListener("visibilitychange", () => document.hidden && player.stop(), listen);

	function show(): void {
		node.hidden = at() < 0;
		if (node.hidden || place() === last()) player.stop();
		if (node.hidden) return;
		const axis = scene.map.leads[at()];
		node.setAttribute("aria-label", words("Walk along the %1", words(`${axis.name}s`)));
		play.textContent = player.isPlaying ? "⏸" : "▶";
		play.ariaLabel = play.title = player.isPlaying ? words("Pause") : words("Play");
		slider.max = String(last());
		slider.value = String(place());
		slider.setAttribute("aria-label", words(axis.name));
		const text = `${words(axis.name)} ${labelOf(axis, place())}`;
		slider.setAttribute("aria-valuetext", text);
		label.textContent = `${text} (${place() + 1}/${axis.size})`;
		speed.value = String(readSpeed(scene));
		showLine();
	}

	function showLine(): void {
		const known = knownStatistics(scene.map);
		if ([...measure.options].map((option) => option.value).join() !== known.join()) {
			measure.replaceChildren(...known.map((name) => element("option", "", { value: name }, names[name])));
		}
		const name = pickStatistic(kept(scene).line, known);
		measure.value = name;
		const values = alongSteps(scene, name, at());
		line.show(values, place());
		line.node.setAttribute("aria-label", `${names[name]}: ${statisticText(values[place()])}`);
	}

	return {
		node,
		draw(changes) {
			if (["lead", "data", "choice", "room"].some((change) => changes.has(change as "lead"))) show();
		},
		dispose() {
			player.stop();
			signals.abort();
			node.replaceChildren();
		},
	};
}

/** A statistic of the chosen head at every step. */
function alongSteps({ map, selection }: Scene, name: StatisticName, axis: number): number[] {
	const values = statisticOf(map, name)?.values ?? [];
	return Array.from({ length: map.leads[axis].size }, (_, step) => {
		return values[map.flat(selection.lead.map((entry, i) => (i === axis ? step : entry)))] ?? Number.NaN;
	});
}

function kept(scene: Scene): Record<string, unknown> {
	const { timeline: own } = scene.choice;
	return typeof own === "object" && own !== null ? (own as Record<string, unknown>) : {};
}

function readSpeed(scene: Scene): number {
	return SPEEDS.find((each) => each === kept(scene).speed) ?? 4;
}

function chooser(kind: string, label: string, options: [string, string][]): HTMLSelectElement {
	const field = element("select", `al-Control ${kind}`, { "aria-label": label, title: label });
	field.append(...options.map(([value, text]) => element("option", "", { value }, text)));
	return field;
}

function onKey(event: KeyboardEvent, toggle: () => void, stop: () => void): void {
	if (event.ctrlKey || event.metaKey || event.altKey) return;
	if (event.key !== " ") {
		if (/^(Arrow|Page|Home|End)/.test(event.key)) stop();
		return;
	}
	event.preventDefault();
	event.stopPropagation();
	toggle();
}
