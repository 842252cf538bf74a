/** What a screen reader would say: the focused node as Chromium's accessibility tree has it, and every live region's text. */
import type { CDPSession, Page } from "@playwright/test";

interface Value {
	value?: unknown;
}
interface AxNode {
	nodeId: string;
	parentId?: string;
	ignored: boolean;
	role?: Value;
	name?: Value;
	description?: Value;
	value?: Value;
	properties?: { name: string; value: Value }[];
	childIds?: string[];
}

/** Properties that are spoken, and how; one that is not set is silent. */
const STATES: Record<string, (value: unknown) => string> = {
	disabled: (value) => (value === true ? "unavailable" : ""),
	checked: (value) => (value === "true" ? "checked" : value === "false" ? "not checked" : ""),
	pressed: (value) => (value === "true" ? "pressed" : value === "false" ? "not pressed" : ""),
	selected: (value) => (value === true ? "selected" : ""),
	expanded: (value) => (value === true ? "expanded" : "collapsed"),
	valuetext: (value) => (value ? `“${value}”` : ""),
	hasPopup: (value) => (value && value !== "false" ? `opens a ${value}` : ""),
	details: (value) => (value === undefined ? "" : "has details"),
};
/** Boxes that say nothing of their own. */
const SILENT = new Set(["none", "generic", "InlineTextBox", "RootWebArea", "LineBreak", "MenuListPopup", "rowgroup"]);

export interface Said {
	focus: string;
	/** It was said before and is not repeated. */
	again: boolean;
	live: string[];
}

export class Speech {
	private heard: string[] = [];
	private focus = "";

	private constructor(
		private readonly page: Page,
		private readonly session: CDPSession,
	) {}

	static async of(page: Page): Promise<Speech> {
		const speech = new Speech(page, await page.context().newCDPSession(page));
		await speech.session.send("Accessibility.enable");
		await page.exposeFunction("hear", (text: string) => speech.heard.push(text));
		await page.evaluate(() => {
			const { hear } = window as unknown as { hear(text: string): void };
			const before = new Map<Element, string>();
			const live = "[aria-live], [role=status], [role=alert]";
			new MutationObserver((records) => {
				const regions = new Set(
					records.flatMap(({ target }) => {
						const node = target instanceof Element ? target : target.parentElement;
						return node?.closest(live) ?? [];
					}),
				);
				for (const region of regions) {
					const text = region.textContent?.trim() ?? "";
					const isVoice = region.matches(".al-Viewer-voice");
					if (text !== "" && (isVoice || text !== before.get(region))) hear(text);
					before.set(region, text);
				}
			}).observe(document.body, { subtree: true, childList: true, characterData: true });
		});
		return speech;
	}

	/** The focused node in one line, and what was announced since the last time. */
	async said(): Promise<Said> {
		await this.page.evaluate(async () => {
			for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
		});
		const { result } = await this.session.send("Runtime.evaluate", { expression: "document.activeElement" });
		const { nodes } = await this.session.send("Accessibility.getPartialAXTree", {
			objectId: result.objectId,
			fetchRelatives: false,
		});
		const live = this.heard.splice(0).map((text) => `» ${text}`);
		const focus = sentence(nodes[0] as AxNode);
		const again = focus === this.focus;
		this.focus = focus;
		return { focus, again, live };
	}

	/** Everything from top to bottom, as one reads a page without any focus. */
	async whole(): Promise<string[]> {
		const { nodes } = await this.session.send("Accessibility.getFullAXTree");
		const byId = new Map((nodes as AxNode[]).map((node) => [node.nodeId, node]));
		const lines: string[] = [];
		const walk = (node: AxNode | undefined, depth: number): void => {
			if (node === undefined) return;
			const role = String(node.role?.value ?? "");
			const speaks = !node.ignored && !SILENT.has(role);
			if (speaks) lines.push(`${"  ".repeat(depth)}${sentence(node)}`);
			if (["StaticText", "combobox", "button", "tab", "columnheader", "rowheader", "cell"].includes(role)) return;
			for (const id of node.childIds ?? []) walk(byId.get(id), speaks ? depth + 1 : depth);
		};
		walk(nodes[0] as AxNode, 0);
		return lines;
	}
}

/** A description that repeats the name is left out, as screen readers do. */
function sentence(node: AxNode): string {
	const role = String(node.role?.value ?? "nothing");
	const name = String(node.name?.value ?? "");
	const hasText = node.properties?.some(({ name: key, value }) => key === "valuetext" && value.value);
	const value = node.value?.value === undefined || hasText ? "" : `= ${node.value.value}`;
	const states = (node.properties ?? []).map(({ name: key, value: state }) => STATES[key]?.(state.value) ?? "");
	const more = String(node.description?.value ?? "");
	const description = more !== "" && more !== name ? `— ${more}` : "";
	if (role === "StaticText") return `“${name}”`;
	return [role, name && `“${name}”`, value, ...states, description].filter(Boolean).join(" ");
}
