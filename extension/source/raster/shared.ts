import { Signal } from "@lumino/signaling";
import type { ColourScale } from "../colours/colour-scale";
import { Canvas2dRaster } from "./canvas2d";
import type { Piece } from "./raster";
import { Webgl2Raster } from "./webgl2";

/** The page's one raster: WebGL2 while it can, Canvas 2D otherwise. It lives as long as somebody holds it. */
class SharedRaster {
	/** A lost context is back: paint again. */
	readonly restored = new Signal<this, void>(this);
	private readonly plain = new Canvas2dRaster();
	private fast: Webgl2Raster | null = null;
	private isSoftware = false;
	private holders = 0;

	/** @returns What gives it back; the graphics context goes with the last holder. */
	hold(): () => void {
		if (this.holders++ === 0) this.fast = this.start();
		return () => {
			if (--this.holders > 0) return;
			this.fast?.dispose();
			this.fast = null;
		};
	}

	/**
	 * Paints a canvas, and notes on it who did. The picture is handed over, not copied: such a canvas has no drawing context
	 * of its own, and is read by drawing it on another.
	 *
	 * @param moving - Another picture follows at once. Where no graphics processor is, the plain loop is then the faster one.
	 */
	paint(canvas: HTMLCanvasElement, pieces: readonly Piece[], scale: ColourScale, moving = false): void {
		const { width, height } = canvas;
		if (width === 0 || height === 0) return;
		const raster = moving && this.isSoftware ? null : this.fast;
		const fast = raster?.paint(width, height, pieces, scale) ?? null;
		const picture = fast ?? this.plain.paint(width, height, pieces, scale);
		canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(picture);
		canvas.dataset.raster = (fast === null ? this.plain : (this.fast as Webgl2Raster)).kind;
	}

	private start(): Webgl2Raster | null {
		try {
			const fast = new Webgl2Raster(() => this.restored.emit());
			this.isSoftware = fast.isSoftware;
			return fast;
		} catch {
			return null;
		}
	}
}

export const sharedRaster = new SharedRaster();
