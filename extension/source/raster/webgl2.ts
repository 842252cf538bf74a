import type { ColourScale } from "../colours/colour-scale";
import { type Piece, partOf, type Raster } from "./raster";
import { fragment, type Reach, VERTEX } from "./shader";
import { Textures } from "./textures";

/**
 * The raster on the graphics processor. A page has few contexts (16 in Chromium, fewer elsewhere), so there is one for
 * all maps: it paints off screen, and the picture is handed to the canvas that wants it.
 */
export class Webgl2Raster implements Raster {
	readonly kind = "webgl2";
	private readonly surface = new OffscreenCanvas(1, 1);
	private readonly gl: WebGL2RenderingContext;
	private readonly programs = new Map<string, Program>();
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

	/** No graphics processor stands behind it: the page's own processor works out every pixel. */
	get isSoftware(): boolean {
		const { gl } = this;
		const names = gl.getExtension("WEBGL_debug_renderer_info");
		const renderer = String(gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
		return /swiftshader|llvmpipe|software|basic render/i.test(renderer);
	}

	paint(width: number, height: number, pieces: readonly Piece[], scale: ColourScale): ImageBitmap | null {
		const { gl, surface } = this;
		if (this.lost || gl.isContextLost() || !this.holds(width, height, pieces)) return null;
		if (surface.width !== width) surface.width = width;
		if (surface.height !== height) surface.height = height;
		this.useScale(scale);
		for (const piece of pieces) this.paintPiece(piece, scale);
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
		this.programs.clear();
		this.textures.clear();
		this.program("one", false);
		this.largestSide = gl.getParameter(gl.MAX_TEXTURE_SIZE);
		gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
		this.colours = gl.createTexture();
		gl.activeTexture(gl.TEXTURE1);
		gl.bindTexture(gl.TEXTURE_2D, this.colours);
		gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
		gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
		gl.clearColor(0, 0, 0, 0);
	}

	/** The program for a reach and for numbers with or without signs, made when it is first wanted. */
	private program(reach: Reach, signed: boolean): Program {
		const key = `${reach} ${signed}`;
		const program = this.programs.get(key) ?? link(this.gl, fragment(reach, signed));
		this.programs.set(key, program);
		return program;
	}

	private useScale(scale: ColourScale): void {
		const { gl } = this;
		gl.activeTexture(gl.TEXTURE1);
		gl.bindTexture(gl.TEXTURE_2D, this.colours);
		gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB8, 256, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, scale.table);
		gl.clear(gl.COLOR_BUFFER_BIT);
	}

	private paintPiece(piece: Piece, scale: ColourScale): void {
		const { gl, surface } = this;
		const { plane, x, y, width, height } = piece;
		const part = partOf(piece);
		const pace = [part.columns / width, part.rows / height] as const;
		const { name, at } = this.program(reachOf(Math.max(...pace)), scale.signed === true);
		gl.useProgram(name);
		gl.activeTexture(gl.TEXTURE0);
		this.textures.bind(plane);
		gl.uniform1i(at("weights"), 0);
		gl.uniform1i(at("colours"), 1);
		gl.uniform2i(at("origin"), x, y);
		gl.uniform2i(at("last"), plane.columns - 1, plane.rows - 1);
		gl.uniform1f(at("bottom"), surface.height);
		gl.uniform2f(at("start"), part.column, part.row);
		gl.uniform2f(at("pace"), ...pace);
		const [across, down] = pace.map((step) => (step <= 1 ? step / 2 : 0));
		gl.uniform2f(at("middle"), across, down);
		gl.uniform1f(at("largest"), scale.largest > 0 ? scale.largest : 3e38);
		gl.uniform1i(at("root"), scale.shape === "sqrt" ? 1 : 0);
		gl.uniform3fv(
			at("masked"),
			scale.masked.flat().map((channel) => channel / 255),
		);
		gl.viewport(x, surface.height - y - height, width, height);
		gl.drawArrays(gl.TRIANGLES, 0, 3);
	}
}

interface Program {
	name: WebGLProgram;
	at(uniform: string): WebGLUniformLocation | null;
}

function reachOf(pace: number): Reach {
	return pace <= 1 ? "one" : pace <= 2 ? "two" : "many";
}

function link(gl: WebGL2RenderingContext, text: string): Program {
	const name = gl.createProgram() as WebGLProgram;
	for (const [kind, source] of [
		[gl.VERTEX_SHADER, VERTEX],
		[gl.FRAGMENT_SHADER, text],
	] as const) {
		const shader = gl.createShader(kind) as WebGLShader;
		gl.shaderSource(shader, source);
		gl.compileShader(shader);
		gl.attachShader(name, shader);
	}
	gl.linkProgram(name);
	if (!gl.getProgramParameter(name, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(name) ?? "shader");
	const places = new Map<string, WebGLUniformLocation | null>();
	return {
		name,
		at(uniform) {
			if (!places.has(uniform)) places.set(uniform, gl.getUniformLocation(name, uniform));
			return places.get(uniform) ?? null;
		},
	};
}
