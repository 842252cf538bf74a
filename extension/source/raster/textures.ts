import type { Edit, Plane } from "../maps/plane";
import { NOTHING } from "./shader";

/** Bytes of textures that stay on the graphics processor. */
const MOST = 48 * 2 ** 20;

/** Planes that were painted last, as textures: a plane that is painted again is not sent again. */
export class Textures {
	private readonly kept = new Map<Float32Array, { texture: WebGLTexture; bytes: number; edits: number }>();
	private bytes = 0;

	constructor(private readonly gl: WebGL2RenderingContext) {}

	/** Binds the plane's texture to the active unit, sending it where that has not been done. */
	bind(plane: Plane): void {
		const { gl, kept } = this;
		const found = kept.get(plane.values);
		if (found !== undefined) {
			kept.delete(plane.values);
			kept.set(plane.values, found);
			gl.bindTexture(gl.TEXTURE_2D, found.texture);
			for (const edit of plane.edits?.slice(found.edits) ?? []) this.replace(plane, edit);
			found.edits = plane.edits?.length ?? 0;
			return;
		}
		const texture = gl.createTexture() as WebGLTexture;
		gl.bindTexture(gl.TEXTURE_2D, texture);
		gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
		gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
		gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, plane.columns, plane.rows, 0, gl.RED, gl.FLOAT, withoutNaN(plane.values));
		const bytes = plane.values.byteLength;
		kept.set(plane.values, { texture, bytes, edits: plane.edits?.length ?? 0 });
		this.bytes += bytes;
		this.trim();
	}

	private replace(plane: Plane, { row, column, rows, columns }: Edit): void {
		const part = new Float32Array(rows * columns);
		for (let i = 0; i < rows; i++) {
			const from = (row + i) * plane.columns + column;
			part.set(plane.values.subarray(from, from + columns), i * columns);
		}
		const { gl } = this;
		gl.texSubImage2D(gl.TEXTURE_2D, 0, column, row, columns, rows, gl.RED, gl.FLOAT, withoutNaN(part));
	}

	/** Forgets all of them: the context that held them is gone. */
	clear(): void {
		this.kept.clear();
		this.bytes = 0;
	}

	private trim(): void {
		for (const [values, { texture, bytes }] of this.kept) {
			if (this.bytes <= MOST || this.kept.size === 1) return;
			this.gl.deleteTexture(texture);
			this.kept.delete(values);
			this.bytes -= bytes;
		}
	}
}

function withoutNaN(values: Float32Array): Float32Array {
	return values.some(Number.isNaN) ? values.map((weight) => (Number.isNaN(weight) ? NOTHING : weight)) : values;
}
