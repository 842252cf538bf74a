import { HATCH } from "../colours/colour-scale";
import { TIE } from "./raster";

/** One triangle that covers the view port. */
export const VERTEX = `#version 300 es
void main() {
	vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
	gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

/** What stands in a texture for a cell never looked at: a shader may not tell NaN from a number. */
export const NOTHING = -3e38;

/** Weight to colour, pixel for pixel what `fillPixels` does. */
export const FRAGMENT = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
uniform sampler2D weights;
uniform sampler2D colours;
uniform ivec2 origin;
uniform ivec2 size;
uniform vec2 start;
uniform vec2 pace;
uniform float largest;
uniform bool root;
uniform bool both;
uniform vec3 masked[2];
out vec4 colour;

ivec2 covered(int pixel, float from, float pace, int count) {
	if (pace <= 1.0) return ivec2(clamp(int(floor(from + (float(pixel) + 0.5) * pace + ${TIE})), 0, count - 1));
	int first = clamp(int(floor(from + float(pixel) * pace + ${TIE})), 0, count - 1);
	int last = clamp(int(floor(from + float(pixel + 1) * pace + ${TIE})) - 1, 0, count - 1);
	return ivec2(first, max(first, last));
}

void main() {
	ivec2 pixel = ivec2(gl_FragCoord.xy) - origin;
	pixel.y = size.y - 1 - pixel.y;
	ivec2 cells = textureSize(weights, 0);
	ivec2 across = covered(pixel.x, start.x, pace.x, cells.x);
	ivec2 down = covered(pixel.y, start.y, pace.y, cells.y);
	float weight = ${NOTHING};
	for (int row = down.x; row <= down.y; row++) {
		for (int column = across.x; column <= across.y; column++) {
			float other = texelFetch(weights, ivec2(column, row), 0).r;
			if (other > ${NOTHING / 2} && (weight < ${NOTHING / 2} || abs(other) > abs(weight))) weight = other;
		}
	}
	if (weight < ${NOTHING / 2}) {
		colour = vec4((pixel.x + pixel.y) % ${HATCH.period} < ${HATCH.line} ? masked[1] : masked[0], 1.0);
		return;
	}
	float share = largest > 0.0 ? min(1.0, (both ? abs(weight) : max(0.0, weight)) / largest) : 0.0;
	if (root) share = sqrt(share);
	if (both) share = 0.5 + sign(weight) * share / 2.0;
	colour = vec4(texelFetch(colours, ivec2(int(floor(share * 255.0 + 0.5)), 0), 0).rgb, 1.0);
}`;
