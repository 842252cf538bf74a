import type { ColourScale } from "../colours/colour-scale";
import { type Piece, partOf, type Raster } from "./raster";
import { FRAGMENT, VERTEX } from "./shader";
import { Textures } from "./textures";

/**
 * The raster on the graphics processor. A page has few contexts (16 in Chromium, fewer elsewhere), so there is one for
 * all maps: it paints off screen, and the picture is handed to the canvas that wants it.
 */
export class Webgl2Raster implements Raster {
	readonly kind = "webgl2";
	private readonly surface = new OffscreenCanvas(1, 1);
	private readonly gl: WebGL2RenderingContext;
	private program!: WebGLProgram;
	private uniform!: (name: string) => WebGLUniformLocation | null;
	private readonly textures: Textures;
	private colours: WebGLTexture | null = null;
	private largestSide = 0;
	private lost = false;

	/**
	 * @param onRestored - Called when a lost context is back: everything has to be painted again.
	 * @throws Error where the browser has no WebGL2.
	 */
	constructor(onRestored: () => void) {
		const gl = this.surface.getContext("webgl2", { antialias: false, depth: false, alpha: true });
		if (gl === null) throw new Error("WebGL2 is missing");
		this.gl = gl;
		this.textures = new Textures(gl);
		this.prepare();
		this.surface.addEventListener("webglcontextlost", (event) => {
			event.preventDefault();
			this.lost = true;
		});
		this.surface.addEventListener("webglcontextrestored", () => {
			this.prepare();
			this.lost = false;
			onRestored();
		});
	}

	paint(width: number, height: number, pieces: readonly Piece[], scale: ColourScale): ImageBitmap | null {
		const { gl, surface } = this;
		if (this.lost || gl.isContextLost() || !this.holds(width, height, pieces)) return null;
		if (surface.width !== width) surface.width = width;
		if (surface.height !== height) surface.height = height;
		this.useScale(scale);
		for (const piece of pieces) this.paintPiece(piece);
		const picture = surface.transferToImageBitmap();
		return gl.isContextLost() ? null : picture;
	}

	dispose(): void {
		this.lost = true;
		this.gl.getExtension("WEBGL_lose_context")?.loseContext();
	}

	private holds(width: number, height: number, pieces: readonly Piece[]): boolean {
		const sides = pieces.flatMap(({ plane }) => [plane.rows, plane.columns]);
		return Math.max(width, height, ...sides) <= this.largestSide;
	}

	private prepare(): void {
		const { gl } = this;
		const program = gl.createProgram() as WebGLProgram;
		for (const [kind, text] of [
			[gl.VERTEX_SHADER, VERTEX],
			[gl.FRAGMENT_SHADER, FRAGMENT],
		] as const) {
			const shader = gl.createShader(kind) as WebGLShader;
			gl.shaderSource(shader, text);
			gl.compileShader(shader);
			gl.attachShader(program, shader);
		}
		gl.linkProgram(program);
		if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? "shader");
		this.program = program;
		this.uniform = (name) => gl.getUniformLocation(program, name);
		this.largestSide = gl.getParameter(gl.MAX_TEXTURE_SIZE);
		gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
		this.textures.clear();
		this.colours = gl.createTexture();
		gl.activeTexture(gl.TEXTURE1);
		gl.bindTexture(gl.TEXTURE_2D, this.colours);
		gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
		gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
	}

	private useScale(scale: ColourScale): void {
		const { gl, uniform } = this;
		gl.useProgram(this.program);
		gl.activeTexture(gl.TEXTURE1);
		gl.bindTexture(gl.TEXTURE_2D, this.colours);
		gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB8, 256, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, scale.table);
		gl.uniform1i(uniform("weights"), 0);
		gl.uniform1i(uniform("colours"), 1);
		gl.uniform1f(uniform("largest"), scale.largest);
		gl.uniform1i(uniform("root"), scale.shape === "sqrt" ? 1 : 0);
		gl.uniform1i(uniform("both"), scale.signed ? 1 : 0);
		gl.uniform3fv(
			uniform("masked"),
			scale.masked.flat().map((channel) => channel / 255),
		);
		gl.clearColor(0, 0, 0, 0);
		gl.clear(gl.COLOR_BUFFER_BIT);
	}

	private paintPiece(piece: Piece): void {
		const { gl, uniform } = this;
		const { plane, x, y, width, height } = piece;
		const part = partOf(piece);
		const bottom = this.surface.height - y - height;
		gl.activeTexture(gl.TEXTURE0);
		this.textures.bind(plane);
		gl.uniform2i(uniform("origin"), x, bottom);
		gl.uniform2i(uniform("size"), width, height);
		gl.uniform2f(uniform("start"), part.column, part.row);
		gl.uniform2f(uniform("pace"), part.columns / width, part.rows / height);
		gl.viewport(x, bottom, width, height);
		gl.drawArrays(gl.TRIANGLES, 0, 3);
	}
}
