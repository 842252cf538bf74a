import { showErrorMessage } from "@jupyterlab/apputils";
import type { CommandRegistry } from "@lumino/commands";
import { scopesOf } from "../files/region";
import { host } from "../host";
import type { OpenMap } from "../links/open-maps";
import { FORMATS, saveAs } from "../views/controls/save/formats";
import { isFormat, wantedOf } from "./wanted";

const SAVE = "attention-lab:save";

/**
 * A command that saves a map: `{ format }` as in {@link FORMATS}, of numbers `{ scope }`, of a PNG `{ scale }`. Whoever runs it
 * with other arguments is told what must hold.
 *
 * @returns What stands in the palette: one line a format.
 */
export function addSave(
	commands: CommandRegistry,
	current: () => OpenMap | null,
): { command: string; args: { format: string } }[] {
	const { words } = host;
	commands.addCommand(SAVE, {
		label: ({ format }) => (isFormat(format) ? words("Save Map as %1", FORMATS[format]) : words("Save Map")),
		isEnabled: () => current() !== null,
		async execute(args) {
			const scene = current()?.scene;
			if (!scene) return;
			try {
				await saveAs(scene, wantedOf(args, scopesOf(scene)));
			} catch (error) {
				await showErrorMessage(words("Save Map"), error as Error);
				throw error;
			}
		},
	});
	return Object.keys(FORMATS).map((format) => ({ command: SAVE, args: { format } }));
}
