import type { ILayoutRestorer, JupyterFrontEnd } from "@jupyterlab/application";
import { DOMUtils, WidgetTracker } from "@jupyterlab/apputils";
import type { INotebookTracker } from "@jupyterlab/notebook";
import type { OpenMap } from "../links/open-maps";
import { type Place, placeOf, readPlace } from "./place";
import { MapTab } from "./tab";

const RESTORE = "attention-lab:restore-tab";

/** The maps that stand in tabs of the main area. After a reload they stand there again, where their notebook does. */
export class MapTabs {
	private readonly tracker = new WidgetTracker<MapTab>({ namespace: "attention-lab-tabs" });

	constructor(
		private readonly app: JupyterFrontEnd,
		private readonly notebooks: INotebookTracker,
		restorer: ILayoutRestorer | null,
	) {
		app.commands.addCommand(RESTORE, {
			execute: async (args) => {
				const place = readPlace(args);
				if (place === null || this.notebookOf(place) === undefined) return;
				await this.add(this.make(place, String(args.id)));
			},
		});
		void restorer?.restore(this.tracker, {
			command: RESTORE,
			args: ({ place, id }) => ({ ...place, id }),
			name: ({ place, id }) => (place === null ? "" : id),
			when: notebooks.restored,
		});
	}

	/** The map of the tab in front. */
	get shown(): OpenMap | null {
		const { currentWidget } = this.app.shell;
		return currentWidget instanceof MapTab ? currentWidget.content.shown : null;
	}

	/** Shows a map in a tab: in its own where it has one. */
	async open(map: OpenMap): Promise<void> {
		let tab = this.tracker.find(({ content }) => content.shown === map);
		if (tab === undefined) {
			tab = this.make(placeOf(map, this.notebooks), DOMUtils.createDomID());
			tab.present(map);
			await this.add(tab);
		}
		this.app.shell.activateById(tab.id);
	}

	private add(tab: MapTab): Promise<void> {
		this.app.shell.add(tab, "main");
		return this.tracker.add(tab);
	}

	private make(place: Place | null, id: string): MapTab {
		const tab = new MapTab(place, this.notebooks);
		tab.id = id;
		const context = place === null ? undefined : this.notebookOf(place)?.context;
		const moved = (_: unknown, path: string): void => {
			tab.move(path);
			void this.tracker.save(tab);
		};
		context?.pathChanged.connect(moved);
		tab.disposed.connect(() => context?.pathChanged.disconnect(moved));
		return tab;
	}

	private notebookOf({ path }: Place) {
		return this.notebooks.find(({ context }) => context.path === path);
	}
}
