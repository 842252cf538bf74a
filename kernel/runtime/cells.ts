/** Runs cells, one after the other or, from subshells, side by side. */
import * as path from "node:path";
import type { Program } from "../compiler/unit";
import type { Bundle, Outcome } from "../protocol/runtime";
import { markPipes, send } from "./channel";
import type { RuntimeComms } from "./comms";
import { endGroups } from "./console";
import { within } from "./context";
import { displaysDone } from "./display";
import { faultOf } from "./fault";
import { installInspection } from "./inspection";
import { answered, isStruck } from "./interrupt";
import { INTERRUPTED, Interruptible, KeyboardInterrupt } from "./interrupts";
import { importMeta, type Modules } from "./modules";
import { render } from "./render";
import { type Link, Scope } from "./scope";
import { run } from "./script";
import { addSource } from "./sources";
import { loadTensors } from "./tensors";
import { safely } from "./words";

export class Cells {
	private readonly scope = new Scope();
	private marks = 0;

	constructor(
		private readonly folder: string,
		private readonly modules: Modules,
		private readonly comms: RuntimeComms,
	) {
		installInspection(this.scope.names);
	}

	/** Runs a cell; its end is sent once, whatever happens to its code. */
	run(key: string, program: Program): void {
		let ended = false;
		endGroups();
		const end = (outcome: Outcome) => {
			if (ended) {
				return;
			}
			ended = true;
			cell.end();
			this.tell(key, isStruck() ? INTERRUPTED : outcome);
		};
		const cell = new Interruptible(key, () => end(INTERRUPTED));
		within(key, () => this.outcome(key, program, cell)).then(end);
	}

	/** Says how a cell ended. All that it wrote itself to descriptors 1 and 2 stands before the marks. */
	tell(key: string, outcome: Outcome): void {
		this.marks += 1;
		markPipes(this.marks);
		try {
			send({ type: "done", key, outcome, mark: this.marks });
		} catch (error) {
			send({ type: "done", key, outcome: { status: "error", fault: faultOf(error) }, mark: this.marks });
		}
		answered(key);
	}

	private async outcome(key: string, program: Program, cell: Interruptible): Promise<Outcome> {
		try {
			const result = await this.value(key, program, cell);
			await displaysDone(key);
			return { status: "ok", result };
		} catch (error) {
			await displaysDone(key).catch(() => {});
			const isInterrupt = safely(() => error instanceof KeyboardInterrupt);
			return isInterrupt ? INTERRUPTED : { status: "error", fault: faultOf(error) };
		}
	}

	private async value(
		key: string,
		{ cell: unit, files, tensors }: Program,
		cell: Interruptible,
	): Promise<Bundle | undefined> {
		this.modules.add(files);
		addSource(unit);
		if (tensors) {
			await loadTensors(this.comms);
		}
		await this.modules.prepare(unit);
		const exports: Record<string, unknown> = {};
		const require = this.modules.requireFor(unit);
		const helpers = {
			link: (links: Record<string, Link>) => this.scope.link(unit.names, links, exports),
			guard: (value: unknown) => cell.guard(value),
			guardEach: (items: AsyncIterable<unknown>) => cell.guardEach(items),
			import: (specifier: string) => this.modules.importFor(unit, specifier),
			meta: importMeta(path.join(this.folder, "cell.ts"), require),
		};
		try {
			await run(unit, {
				exports,
				module: { exports },
				require,
				__filename: path.join(this.folder, "cell.ts"),
				__dirname: this.folder,
				__scope: this.scope.names,
				__cell: helpers,
			});
		} finally {
			this.scope.settle(unit.names);
		}
		const value = unit.result === undefined ? undefined : exports[unit.result];
		return value === undefined ? undefined : await within(key, () => render(value));
	}
}
