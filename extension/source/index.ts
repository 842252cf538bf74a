import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette, IThemeManager } from "@jupyterlab/apputils";
import { INotebookTracker } from "@jupyterlab/notebook";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import { ITranslator } from "@jupyterlab/translation";
import { addCommands } from "./application/commands";
import { attentionIcon } from "./application/icon";
import { MapPanel } from "./application/panel";
import { host } from "./host";
import { openMaps } from "./links/open-maps";
import { kernelLine } from "./live/kernel-line";
import { readOptions } from "./options";
import { wordsIn } from "./words/words";

const ID = "@attention-lab/jupyterlab:plugin";

/** Gives the viewers what only an application has: its language, theme, settings, panels, and the kernels of its notebooks. */
const plugin: JupyterFrontEndPlugin<void> = {
	id: ID,
	description: "Connects attention maps to the kernel, the theme and the language.",
	autoStart: true,
	optional: [ITranslator, IThemeManager, INotebookTracker, ISettingRegistry, ICommandPalette, ILayoutRestorer],
	activate(
		app: JupyterFrontEnd,
		translator: ITranslator | null,
		theme: IThemeManager | null,
		notebooks: INotebookTracker | null,
		settings: ISettingRegistry | null,
		palette: ICommandPalette | null,
		restorer: ILayoutRestorer | null,
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
		void settings?.load(ID).then((loaded) => {
			const apply = (): void => host.offer({ options: readOptions(loaded.composite) });
			loaded.changed.connect(apply);
			apply();
		});
		if (notebooks !== null) addPanel(app, notebooks, palette, restorer);
	},
};

function addPanel(
	app: JupyterFrontEnd,
	notebooks: INotebookTracker,
	palette: ICommandPalette | null,
	restorer: ILayoutRestorer | null,
): void {
	const panel = new MapPanel();
	panel.title.icon = attentionIcon;
	panel.title.caption = host.words("Attention maps");
	const follow = (): void => panel.follow(notebooks.currentWidget?.node ?? null);
	notebooks.currentChanged.connect(follow);
	follow();
	app.shell.add(panel, "right", { rank: 900 });
	restorer?.add(panel, panel.id);
	const current = () => openMaps.within(notebooks.currentWidget?.node ?? panel.node)[0] ?? null;
	const ids = addCommands(
		app.commands,
		() => panel.shown ?? current(),
		(map) => {
			panel.present(map);
			app.shell.activateById(panel.id);
		},
	);
	for (const command of ids) palette?.addItem({ command, category: host.words("Attention maps") });
}

// biome-ignore lint/style/noDefaultExport: JupyterLab takes plugins from the default export
export default plugin;
