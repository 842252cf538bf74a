import type { Rgb } from "../colour";

/** A figure is a list of these, drawn in order; `y` goes down, one unit is a point. */
export type Shape =
	| { kind: "cells"; x: number; y: number; cell: [number, number]; columns: number; colours: Uint8Array }
	| {
			kind: "text";
			x: number;
			y: number;
			words: string;
			size: number;
			anchor?: "middle" | "end";
			turn?: number;
			ink: Rgb;
	  }
	| { kind: "frame"; x: number; y: number; width: number; height: number; ink: Rgb }
	| { kind: "lines"; segments: [number, number, number, number][]; ink: Rgb; width: number };

export interface Figure {
	width: number;
	height: number;
	title: string;
	/** What there is to see, for those who cannot. */
	alt: string;
	shapes: Shape[];
}

export const INK: Rgb = [34, 34, 34];
export const SOFT: Rgb = [95, 95, 95];
