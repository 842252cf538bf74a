import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { IThemeManager } from "@jupyterlab/apputils";
import { INotebookTracker } from "@jupyterlab/notebook";
import { ITranslator } from "@jupyterlab/translation";
import { host } from "./host";
import { kernelLine } from "./live/kernel-line";
import { wordsIn } from "./words/words";

/** Gives the viewers what only an application has: its language, its theme, and the kernels behind its notebooks. */
const plugin: JupyterFrontEndPlugin<void> = {
	id: "@attention-lab/jupyterlab:plugin",
	description: "Connects attention maps to the kernel, the theme and the language.",
	autoStart: true,
	optional: [ITranslator, IThemeManager, INotebookTracker],
	activate(
		_app: JupyterFrontEnd,
		translator: ITranslator | null,
		theme: IThemeManager | null,
		notebooks: INotebookTracker | null,
	) {
		const bundle = translator?.load("attention_lab");
		host.offer({
			words: wordsIn(translator?.languageCode ?? "en", (text) => bundle?.__(text, "%1", "%2", "%3") ?? text),
			themeChanged: theme?.themeChanged ?? null,
			line(output) {
				const panel = notebooks?.find((each) => each.node.contains(output));
				return panel ? kernelLine(panel.sessionContext) : null;
			},
		});
	},
};

// biome-ignore lint/style/noDefaultExport: JupyterLab takes plugins from the default export
export default plugin;
