import type { CommandRegistry } from "@lumino/commands";
import { host } from "../host";
import type { OpenMap } from "../links/open-maps";

export const SHOW = "attention-lab:show-in-panel";
export const OPEN = "attention-lab:open-in-tab";
export const RESET = "attention-lab:reset-view";
export const COPY = "attention-lab:copy-document";
export const NEXT = "attention-lab:next-head";
export const PREVIOUS = "attention-lab:previous-head";

/** What can be done to a map by name: in the palette, in the context menu, by a key that the reader binds. */
export function addCommands(
	commands: CommandRegistry,
	current: () => OpenMap | null,
	show: (map: OpenMap) => void,
	open: ((map: OpenMap) => void) | null,
): string[] {
	const add = (id: string, label: () => string, act: (map: OpenMap) => void): string => {
		const execute = (): void => {
			const at = current();
			if (at !== null) act(at);
		};
		commands.addCommand(id, { label, execute, isEnabled: () => current() !== null });
		return id;
	};
	const { words } = host;
	return [
		add(SHOW, () => words("Show Map in Side Panel"), show),
		...(open === null ? [] : [add(OPEN, () => words("Open Map in New Tab"), open)]),
		add(RESET, () => words("Reset Map View"), reset),
		add(
			NEXT,
			() => words("Next Head"),
			(map) => step(map, 1),
		),
		add(
			PREVIOUS,
			() => words("Previous Head"),
			(map) => step(map, -1),
		),
		add(
			COPY,
			() => words("Copy Map Document"),
			({ map }) => {
				void navigator.clipboard.writeText(JSON.stringify(map?.document));
			},
		),
	];
}

function reset(open: OpenMap): void {
	const { query, key } = open.map!;
	open.adopt({ place: { query: [0, query.size], key: [0, key.size] }, pin: null });
}

/** The next head after the chosen one, on to the next layer and around. */
function step(open: OpenMap, by: number): void {
	const map = open.map!;
	const lead = map.leads.map((_, i) => Number(open.choice.lead?.[i]) || 0);
	let flat = (map.flat(lead) + by + map.planes) % map.planes;
	for (let i = lead.length - 1; i >= 0; i--) {
		lead[i] = flat % map.leads[i].size;
		flat = Math.floor(flat / map.leads[i].size);
	}
	open.adopt({ lead });
}
