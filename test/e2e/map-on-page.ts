import { expect, type Locator } from "@playwright/test";
import { readCells } from "./pixels";

/** A colour as it stands on a canvas. */
export type Pixel = [number, number, number];

/** One attention map on the page. */
export class MapOnPage {
	readonly matrix: Locator;
	readonly raster: Locator;
	readonly readOut: Locator;
	readonly state: Locator;

	constructor(readonly viewer: Locator) {
		this.matrix = viewer.locator(".al-Matrix");
		this.raster = viewer.locator(".al-Matrix-raster");
		this.readOut = viewer.locator(".al-ReadOut");
		this.state = viewer.locator(".al-Header-state");
	}

	/** Waits until a head is drawn from exact or saved weights. */
	async shows(lead: readonly number[], weights: "exact" | "preview"): Promise<void> {
		await expect(this.raster).toHaveAttribute("data-lead", lead.join());
		await expect(this.raster).toHaveAttribute("data-weights", weights);
	}

	async pick(axis: string, index: number): Promise<void> {
		await this.viewer.locator(`[data-axis="${axis}"] .al-Picker-field`).selectOption(String(index));
	}

	/** The colour in the middle of every cell, row by row. */
	cells(queries: number, keys: number): Promise<Pixel[]> {
		return readCells(this.raster, queries, keys);
	}

	/** The middle of a cell, in the matrix element's own pixels. */
	async middle(query: number, key: number, queries: number, keys: number): Promise<{ x: number; y: number }> {
		const [outer, inner] = await Promise.all([this.matrix.boundingBox(), this.raster.boundingBox()]);
		return {
			x: inner!.x - outer!.x + ((key + 0.5) * inner!.width) / keys,
			y: inner!.y - outer!.y + ((query + 0.5) * inner!.height) / queries,
		};
	}
}
