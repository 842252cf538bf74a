/**
 * The saved page's viewer, in the words of a browser: no library, no network, texts only as texts. It is kept as text since
 * bundlers rewrite functions, and a rewritten one would miss what it was bundled with.
 */
export const PAGE_SCRIPT = `(async () => {
"use strict";
const $ = (id) => document.getElementById(id);
const { document: map, lead, shape, tables } = JSON.parse($("data").textContent);
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const node = (name, ...children) => { const made = document.createElement(name); made.append(...children); return made; };
const { preview, axes } = map;
let pixels = bytesOf(preview.base64);
if (preview.compression !== "none") {
	const stream = new Blob([pixels]).stream().pipeThrough(new DecompressionStream(preview.compression));
	pixels = new Uint8Array(await new Response(stream).arrayBuffer());
}
const [rows, columns] = preview.shape.slice(-2);
const [queries, keys] = axes.slice(-2);
const leads = axes.slice(0, -2);
const [down, across] = preview.pooling;
const { levels, scale } = preview;
const squared = preview.transform === "sqrt";
const weightOf = (byte) => scale * (squared ? (byte / levels) ** 2 : byte / levels);
const shareOf = (byte) => squared === (shape === "sqrt") ? byte / levels : squared ? (byte / levels) ** 2 : Math.sqrt(byte / levels);
const errorAt = (byte) => scale * (squared ? (byte + 0.25) / levels ** 2 : 0.5 / levels);
const colours = tables.map(bytesOf);
const dark = matchMedia("(prefers-color-scheme: dark)");
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const word = (token) => token === "" ? "∅" : token.replace(/\\r?\\n/g, "↵").replace(/\\t/g, "⇥").replace(/^ /, "·").replace(/\\p{Cc}/gu, "·");
const nameOf = (axis, at, cells) => {
	const one = (index) => axis.labels ? word(axis.labels[index]) : String(index);
	const last = Math.min(axis.size, (at + 1) * cells) - 1;
	return last > at * cells ? one(at * cells) + " … " + one(last) : one(at);
};
const number = (weight) => weight === 0 ? "0" : weight < 1e-6 ? weight.toExponential(1) : String(Number(weight.toPrecision(3)));
let cell = null;
let place = null;

const head = () => lead.reduce((index, at, i) => index * leads[i].size + at, 0);
const byteAt = (row, column) => pixels[(head() * rows + row) * columns + column];

function draw() {
	const ratio = window.devicePixelRatio;
	const canvas = $("map").firstChild;
	const pen = canvas.getContext("2d");
	pen.font = "12px system-ui, sans-serif";
	const widest = (axis, cells, count) => {
		let most = 0;
		for (let i = 0; i < count; i += Math.max(1, Math.floor(count / 400))) most = Math.max(most, pen.measureText(nameOf(axis, i, cells)).width);
		return Math.min(130, Math.ceil(most));
	};
	const left = widest(queries, down, rows) + 10;
	const top = widest(keys, across, columns) + 10;
	const room = Math.min(640, document.body.clientWidth - 24) - left - 2;
	const fit = (count) => { const side = Math.min(32, room / count) * ratio; return side >= 2 ? Math.floor(side) / ratio : side / ratio; };
	const [width, height] = [fit(columns), fit(rows)];
	place = { left, top, width, height };
	const [w, h] = [left + columns * width + 2, top + rows * height + 2];
	canvas.width = Math.ceil(w * ratio);
	canvas.height = Math.ceil(h * ratio);
	canvas.style.width = canvas.width / ratio + "px";
	canvas.style.height = canvas.height / ratio + "px";
	const table = colours[dark.matches ? 1 : 0];
	const [inside, outside] = [Math.max(1, Math.round(columns * width * ratio)), Math.max(1, Math.round(rows * height * ratio))];
	const image = pen.createImageData(inside, outside);
	const span = (at, of, count) => {
		const from = Math.min(count - 1, Math.floor(at * count / of + 1e-6));
		return [from, Math.max(from + 1, Math.min(count, Math.floor((at + 1) * count / of + 1e-6)))];
	};
	const spans = Array.from({ length: inside }, (_, x) => span(x, inside, columns));
	for (let y = 0, at = 0; y < outside; y++) {
		const [first, past] = span(y, outside, rows);
		for (let x = 0; x < inside; x++, at += 4) {
			let most = 0;
			for (let row = first; row < past; row++) for (let column = spans[x][0]; column < spans[x][1]; column++) most = Math.max(most, byteAt(row, column));
			const colour = Math.floor(shareOf(most) * 255 + 0.5) * 3;
			image.data.set([table[colour], table[colour + 1], table[colour + 2], 255], at);
		}
	}
	pen.putImageData(image, Math.round(left * ratio), Math.round(top * ratio));
	pen.setTransform(ratio, 0, 0, ratio, 0, 0);
	pen.font = "12px system-ui, sans-serif";
	pen.strokeStyle = css("--line");
	pen.strokeRect(left - 0.5, top - 0.5, columns * width + 1, rows * height + 1);
	label(pen, queries, rows, down, height, (row) => [left - 6, top + (row + 0.5) * height, 0], "right", cell && cell[0]);
	label(pen, keys, columns, across, width, (column) => [left + (column + 0.5) * width, top - 6, -Math.PI / 2], "left", cell && cell[1]);
	if (cell === null) return;
	const [x, y] = [left + cell[1] * width, top + cell[0] * height];
	for (const [colour, grow] of [[css("--ground"), 0.5], [css("--accent"), 1.5]]) {
		pen.strokeStyle = colour;
		pen.strokeRect(x - grow, y - grow, width + 2 * grow, height + 2 * grow);
	}
}

function label(pen, axis, count, cells, side, at, align, marked) {
	const every = Math.max(1, Math.ceil(13 / side));
	pen.textAlign = align;
	pen.textBaseline = "middle";
	for (let i = 0; i < count; i++) {
		if (i !== marked && (i % every > 0 || (marked !== null && every > 1 && Math.abs(i - marked) < every))) continue;
		const [x, y, turn] = at(i);
		pen.save();
		pen.translate(x, y);
		pen.rotate(turn);
		pen.fillStyle = css(i === marked ? "--accent" : "--ink");
		let text = nameOf(axis, i, cells);
		while (text.length > 2 && pen.measureText(text).width > 130) text = Array.from(text).slice(0, -2).join("") + "…";
		pen.fillText(text, 0, 0);
		pen.restore();
	}
}

function say() {
	if (cell === null) {
		$("said").replaceChildren("Point at a cell, or use the arrow keys.");
		return;
	}
	const byte = byteAt(...cell);
	const pooled = down > 1 || across > 1 ? "largest of " + down + " × " + across + " cells · " : "";
	$("said").replaceChildren(
		node("b", number(weightOf(byte))),
		node("bdi", nameOf(queries, cell[0], down)), " → ", node("bdi", nameOf(keys, cell[1], across)),
		node("small", pooled + "[" + cell[0] * down + ", " + cell[1] * across + "] · saved preview, ± " + Number(errorAt(byte).toPrecision(1))),
	);
}

function look(next) {
	if (String(next) === String(cell)) return;
	cell = next;
	draw();
	say();
}

function chooser(axis, i) {
	const field = node("select");
	for (let at = 0; at < axis.size; at++) {
		const option = node("option", axis.labels ? word(axis.labels[at]) : String(at));
		option.value = String(at);
		field.append(option);
	}
	field.value = String(lead[i]);
	field.onchange = () => { lead[i] = Number(field.value); draw(); say(); };
	return node("label", axis.name + " ", field);
}

$("heads").append(...leads.map(chooser));
const panel = $("map");
panel.setAttribute("aria-label", (map.title || "Attention map") + ", " + queries.size + " × " + keys.size + ". Arrow keys move over the cells.");
panel.onpointermove = (event) => {
	const box = panel.firstChild.getBoundingClientRect();
	const column = Math.floor((event.clientX - box.left - place.left) / place.width);
	const row = Math.floor((event.clientY - box.top - place.top) / place.height);
	look(row >= 0 && column >= 0 && row < rows && column < columns ? [row, column] : null);
};
panel.onpointerleave = () => look(null);
panel.onkeydown = (event) => {
	const [row, column] = cell || [0, 0];
	const to = { ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], Home: [row, 0], End: [row, columns - 1] }[event.key];
	if (event.key === "Escape") look(null);
	if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
	look(cell === null ? [0, 0] : [Math.max(0, Math.min(rows - 1, to[0])), Math.max(0, Math.min(columns - 1, to[1]))]);
	event.preventDefault();
};
function bar() {
	const strip = node("canvas");
	strip.width = 256;
	strip.height = 1;
	const pen = strip.getContext("2d");
	const table = colours[dark.matches ? 1 : 0];
	for (let i = 0; i < 256; i++) { pen.fillStyle = "rgb(" + table.subarray(i * 3, i * 3 + 3).join() + ")"; pen.fillRect(i, 0, 1, 1); }
	const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => node("span", number(scale * (shape === "sqrt" ? part * part : part))));
	$("bar").replaceChildren("attention weight (row softmax)", strip, node("div", ...ticks));
}
const all = () => { bar(); draw(); };
dark.onchange = all;
window.onresize = draw;
$("viewer").hidden = false;
if ($("picture")) $("picture").open = false;
all();
say();
})();`;
