import { tensorHtml } from "../../../kernel/runtime/tensor-html";
import type { TensorLike } from "../../../kernel/runtime/tensor-text";

function tensor(shape: number[], data: ArrayLike<number | string>, dtype = "float32"): TensorLike {
	return { dtype, shape, size: data.length, isDisposed: false, dataSync: () => data, arraySync: () => [] };
}

const count = (html: string | undefined, part: string) => html!.split(part).length - 1;

test("the caption says what it is, the cells share their decimals", () => {
	const html = tensorHtml(tensor([2, 3], [1, 2, 3, 4, 5, 6.5]));
	expect(html).toContain("<b>Tensor float32 [2,3]</b> · min 1, max 6.5, mean 3.5833");
	expect(html).toContain("<tr><th>1</th><td>4.0</td><td>5.0</td><td>6.5</td></tr>");
});

test("at most 12 x 12 numbers, the first and the last", () => {
	const html = tensorHtml(
		tensor(
			[13, 101],
			Float32Array.from({ length: 1313 }, (_, index) => index),
		),
	);
	expect(html!.match(/<td>\d+<\/td>/g)).toHaveLength(144);
	expect(html).toContain("<td>0</td>");
	expect(html).toContain("<td>1312</td>");
	expect(count(html, "<td>…</td>")).toBe(13 + 12);
	expect(html!.length).toBeLessThan(5000);
});

test("of more axes the first matrix; of one axis a row", () => {
	const html = tensorHtml(
		tensor(
			[2, 3, 1, 2],
			Float32Array.from({ length: 12 }, (_, index) => index),
		),
	);
	expect(html).toContain("[0,0,:,:], the first of 6 matrices");
	expect(count(html, "<td>")).toBe(2);
	expect(count(tensorHtml(tensor([5], [1, 2, 3, 5, 7])), "<td>")).toBe(5);
});

test("strings stand at the left, complex numbers in one cell", () => {
	expect(tensorHtml(tensor([2], ["a", "b"], "string"))).toContain(
		'<td style="text-align: left">"a"</td>'.replaceAll('"a"', "&#34;a&#34;"),
	);
	const complex = { ...tensor([2], [1, 2, 3, -4], "complex64"), size: 2 };
	expect(tensorHtml(complex)).toContain("<td>1 + 2i</td><td>3 - 4i</td>");
});

test("only the theme's colours, and nothing that runs", () => {
	const html = tensorHtml(tensor([2], ["<script>", "b"], "string"));
	expect(html).not.toContain("<script");
	expect(html).not.toMatch(/#[0-9a-f]{3,6}\b(?!;)|rgb/);
	expect(html).toContain("var(--jp-");
});

test("a single number, a disposed tensor and an empty one have no table", () => {
	expect(tensorHtml(tensor([], [7]))).toBeUndefined();
	expect(tensorHtml(tensor([0, 3], []))).toBeUndefined();
	expect(tensorHtml({ ...tensor([2], [1, 2]), isDisposed: true })).toBeUndefined();
});
