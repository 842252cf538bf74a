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
/** Below this is nothing. */
const LEAST = NOTHING / 2;

/**
 * How many texels a device pixel covers along an axis: one where pixels are as fine as texels or finer, two at most up to
 * twice as coarse, else any number. Without a graphics processor the first is five times as fast as the last.
 */
export type Reach = "one" | "two" | "many";

const FIND: Record<Reach, string> = {
	one: `
	ivec2 texel = ivec2(start + vec2(pixel) * pace + middle + ${TIE});
	float weight = texelFetch(weights, clamp(texel, ivec2(0), last), 0).r;`,
	two: `
	ivec2 from = clamp(ivec2(start + vec2(pixel) * pace + middle + ${TIE}), ivec2(0), last);
	ivec2 to = max(from, clamp(ivec2(start + vec2(pixel + 1) * pace + ${TIE}) - 1, ivec2(0), last));
	float weight = larger(
		larger(texelFetch(weights, from, 0).r, texelFetch(weights, ivec2(to.x, from.y), 0).r),
		larger(texelFetch(weights, ivec2(from.x, to.y), 0).r, texelFetch(weights, to, 0).r));`,
	many: `
	ivec2 from = clamp(ivec2(start + vec2(pixel) * pace + middle + ${TIE}), ivec2(0), last);
	ivec2 to = max(from, clamp(ivec2(start + vec2(pixel + 1) * pace + ${TIE}) - 1, ivec2(0), last));
	float weight = ${NOTHING};
	for (int row = from.y; row <= to.y; row++) {
		for (int column = from.x; column <= to.x; column++) {
			weight = larger(weight, texelFetch(weights, ivec2(column, row), 0).r);
		}
	}`,
};

const SIGNED = {
	size: "abs(weight)",
	share: "0.5 + sign(weight) * share * 0.5",
	larger: `b > ${LEAST} && (a < ${LEAST} || abs(b) > abs(a)) ? b : a`,
};
const PLAIN = { size: "weight", share: "share", larger: "max(a, b)" };

/** Weight to colour, pixel for pixel what `fillPixels` does. */
export function fragment(reach: Reach, signed: boolean): string {
	const { size, share, larger } = signed ? SIGNED : PLAIN;
	return `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
uniform sampler2D weights;
uniform sampler2D colours;
uniform ivec2 origin;
uniform ivec2 last;
uniform float bottom;
uniform vec2 start;
uniform vec2 pace;
uniform vec2 middle;
uniform float largest;
uniform bool root;
uniform vec3 masked[2];
out vec4 colour;
float larger(float a, float b) { return ${larger}; }
void main() {
	ivec2 pixel = ivec2(gl_FragCoord.x, bottom - gl_FragCoord.y) - origin;${FIND[reach]}
	if (weight < ${LEAST}) {
		colour = vec4((pixel.x + pixel.y) % ${HATCH.period} < ${HATCH.line} ? masked[1] : masked[0], 1.0);
		return;
	}
	float share = clamp(${size} / largest, 0.0, 1.0);
	if (root) share = sqrt(share);
	colour = vec4(texelFetch(colours, ivec2(int((${share}) * 255.0 + 0.5), 0), 0).rgb, 1.0);
}`;
}
