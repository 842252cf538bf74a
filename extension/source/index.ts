import { ILabShell, ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette, IThemeManager } from "@jupyterlab/apputils";
import { INotebookTracker } from "@jupyterlab/notebook";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import { ITranslator } from "@jupyterlab/translation";
import { addCommands } from "./application/commands";
import { attentionIcon } from "./application/icon";
import { MapPanel } from "./application/panel";
import { addSave } from "./application/save";
import { inWords } from "./application/schema-words";
import { MapTabs } from "./application/tabs";
import { mapUnder } from "./application/under";
import { host } from "./host";
import { type OpenMap, openMaps } from "./links/open-maps";
import { kernelLine } from "./live/kernel-line";
import { readOptions } from "./options";
import { wordsIn } from "./words/words";

const ID = "@attention-lab/jupyterlab:plugin";

/** Gives the viewers what only an application has: its language, theme, settings, panels, and the kernels of its notebooks. */
const plugin: JupyterFrontEndPlugin<void> = {
	id: ID,
	description: "Connects attention maps to the kernel, the theme and the language.",
	autoStart: true,
	optional: [
		ITranslator,
		IThemeManager,
		INotebookTracker,
		ISettingRegistry,
		ICommandPalette,
		ILayoutRestorer,
		ILabShell,
	],
	activate(
		app: JupyterFrontEnd,
		translator: ITranslator | null,
		theme: IThemeManager | null,
		notebooks: INotebookTracker | null,
		settings: ISettingRegistry | null,
		palette: ICommandPalette | null,
		restorer: ILayoutRestorer | null,
		shell: ILabShell | null,
	) {
		const bundle = translator?.load("attention_lab");
		const notebookOf = (output: HTMLElement) => notebooks?.find((each) => each.node.contains(output));
		host.offer({
			words: wordsIn(translator?.languageCode ?? "en", (text) => bundle?.__(text, "%1", "%2", "%3") ?? text),
			themeChanged: theme?.themeChanged ?? null,
			place: (output) => notebookOf(output) ?? null,
			line(output) {
				const panel = notebookOf(output);
				return panel ? kernelLine(panel.sessionContext) : null;
			},
		});
		settings?.transform(ID, {
			fetch: (fetched) => ({ ...fetched, schema: inWords(fetched.schema, host.words) }),
		});
		void settings?.load(ID).then((loaded) => {
			const apply = (): void => host.offer({ options: readOptions(loaded.composite) });
			loaded.changed.connect(apply);
			apply();
		});
		if (notebooks === null) return;
		// Notebook 7 has no tabs: its main area holds one notebook.
		const tabs = shell === null ? null : new MapTabs(app, notebooks, restorer);
		addPanel(app, notebooks, palette, restorer, tabs);
	},
};

function addPanel(
	app: JupyterFrontEnd,
	notebooks: INotebookTracker,
	palette: ICommandPalette | null,
	restorer: ILayoutRestorer | null,
	tabs: MapTabs | null,
): void {
	const panel = new MapPanel();
	panel.title.icon = attentionIcon;
	panel.title.caption = host.words("Attention maps");
	const follow = (): void => panel.follow(notebooks.currentWidget?.node ?? null);
	notebooks.currentChanged.connect(follow);
	follow();
	app.shell.add(panel, "right", { rank: 900 });
	restorer?.add(panel, panel.id);
	const first = () => openMaps.within(notebooks.currentWidget?.node ?? panel.node)[0] ?? null;
	const open = tabs && ((map: OpenMap): void => void tabs.open(map));
	host.offer({ open });
	const current = mapUnder(() => tabs?.shown ?? panel.shown ?? first());
	const commands = addCommands(
		app.commands,
		current,
		(map) => {
			panel.present(map);
			app.shell.activateById(panel.id);
		},
		open,
	);
	const items = [...commands.map((command) => ({ command })), ...addSave(app.commands, current)];
	for (const item of items) palette?.addItem({ ...item, category: host.words("Attention maps") });
}

// biome-ignore lint/style/noDefaultExport: JupyterLab takes plugins from the default export
export default plugin;
