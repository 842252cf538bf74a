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

	/** Paints, and notes on the canvas who did. */
	paint(canvas: HTMLCanvasElement, pieces: readonly Piece[], scale: ColourScale): void {
		if (canvas.width === 0 || canvas.height === 0) return;
		const painter = this.fast?.paint(canvas, pieces, scale) ? this.fast : this.plain;
		if (painter === this.plain) this.plain.paint(canvas, pieces, scale);
		canvas.dataset.raster = painter.kind;
	}

	private start(): Webgl2Raster | null {
		try {
			return new Webgl2Raster(() => this.restored.emit());
		} catch {
			return null;
		}
	}
}

export const sharedRaster = new SharedRaster();
