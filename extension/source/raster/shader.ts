import { HATCH } from "../colours/colour-scale";

/** One triangle that covers the view port. */
export const VERTEX = `#version 300 es
void main() {
	vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
	gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

/** Weight to colour, pixel for pixel what `fillPixels` does. A weight below zero stands for a cell never looked at. */
export const FRAGMENT = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
uniform sampler2D weights;
uniform sampler2D colours;
uniform ivec2 origin;
uniform ivec2 size;
uniform float largest;
uniform bool root;
uniform vec3 masked[2];
out vec4 colour;
void main() {
	ivec2 pixel = ivec2(gl_FragCoord.xy) - origin;
	pixel.y = size.y - 1 - pixel.y;
	ivec2 cells = textureSize(weights, 0);
	ivec2 cell = (2 * pixel + 1) * cells / (2 * size);
	float weight = texelFetch(weights, cell, 0).r;
	if (weight < 0.0) {
		colour = vec4((pixel.x + pixel.y) % ${HATCH.period} < ${HATCH.line} ? masked[1] : masked[0], 1.0);
		return;
	}
	float share = largest > 0.0 ? clamp(weight / largest, 0.0, 1.0) : 0.0;
	if (root) share = sqrt(share);
	colour = vec4(texelFetch(colours, ivec2(int(floor(share * 255.0 + 0.5)), 0), 0).rgb, 1.0);
}`;
