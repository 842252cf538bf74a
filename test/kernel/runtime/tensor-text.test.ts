import { isTensor, type TensorLike, tensorLine, tensorText } from "../../../kernel/runtime/tensor-text";

function tensor(shape: number[], data: ArrayLike<number | string>, dtype = "float32"): TensorLike {
	const size = shape.reduce((product, length) => product * length, 1);
	return { dtype, shape, size, isDisposed: false, dataSync: () => data, arraySync: () => [] };
}

test("numbers align and have as many decimals as they need", () => {
	expect(tensorText(tensor([2, 3], [1, 2, 3, 4, 5, 6.5]))).toBe(
		["Tensor float32 [2,3]", "[[1.0, 2.0, 3.0],", " [4.0, 5.0, 6.5]]"].join("\n"),
	);
	expect(tensorText(tensor([3], [1, 20, -3], "int32"))).toBe("Tensor int32 [3]\n[ 1, 20, -3]");
	expect(tensorText(tensor([], [7]))).toBe("Tensor float32 []\n7");
});

test("very small numbers keep their digits", () => {
	expect(tensorText(tensor([2], [1e-7, 0]))).toBe("Tensor float32 [2]\n[1.0000e-7,         0]");
});

test("float32 noise is not shown", () => {
	expect(tensorText(tensor([2], new Float32Array([0.1, 0.2])))).toBe("Tensor float32 [2]\n[0.1, 0.2]");
});

test("booleans and strings", () => {
	expect(tensorText(tensor([2], [1, 0], "bool"))).toBe("Tensor bool [2]\n[ true, false]");
	expect(tensorText(tensor([2], ["a", "bc"], "string"))).toBe('Tensor string [2]\n["a", "bc"]');
	expect(tensorText(tensor([1], ["x".repeat(999)], "string"))).toMatch(/\n\["x{80}…"\]$/);
});

test("the middle of long axes is left out", () => {
	const text = tensorText(tensor([23, 29], Array(23 * 29).fill(0)));
	expect(text.split("\n")).toHaveLength(1 + 11);
	expect(text).toContain("…");
});

test("ranks above two leave empty lines between their matrices", () => {
	expect(tensorText(tensor([2, 1, 2], [1, 2, 3, 4]))).toBe("Tensor float32 [2,1,2]\n[[[1, 2]],\n\n [[3, 4]]]");
});

test("a disposed tensor gives its title only", () => {
	expect(tensorText({ ...tensor([2], [1, 2]), isDisposed: true })).toBe("Tensor float32 [2] (disposed)");
});

test("what merely has a shape is no tensor", () => {
	expect(isTensor({ shape: [2], dtype: "float32" })).toBe(false);
	expect(isTensor(null)).toBe(false);
	expect(isTensor(tensor([1], [1]))).toBe(true);
});

test("the title may say the range of the finite numbers, and counts the others", () => {
	const data = [1, 2, Number.NaN, 6, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	expect(tensorText(tensor([6], data), true).split("\n")[0]).toBe(
		"Tensor float32 [6] · min 1, max 6, mean 3, 1 NaN, 2 Infinity",
	);
	expect(tensorText(tensor([3], [1, 0, 1], "bool"), true)).toContain("Tensor bool [3] · 2 of 3 true\n");
	expect(tensorText(tensor([2], [Number.NaN, Number.NaN]), true)).toContain("[2] · 2 NaN\n");
	expect(tensorText(tensor([], [7]), true)).toBe("Tensor float32 []\n7");
	expect(tensorText(tensor([2], ["a", "bc"], "string"), true)).toContain("Tensor string [2]\n");
});

test("complex numbers are pairs of their parts, without a range", () => {
	expect(tensorText(tensor([3], [1, 2, -3, -0.5, 0, 10], "complex64"), true)).toBe(
		"Tensor complex64 [3]\n[ 1.0 + 2.0i, -3.0 - 0.5i, 0.0 + 10.0i]",
	);
});

test("a number that stands alone has all digits of a float32", () => {
	expect(tensorText(tensor([], new Float32Array([Math.PI])))).toBe("Tensor float32 []\n3.141593");
	expect(tensorText(tensor([], new Float32Array([0.1])))).toBe("Tensor float32 []\n0.1");
	expect(tensorText(tensor([], new Float32Array([1e-9])))).toBe("Tensor float32 []\n1e-9");
	expect(tensorText(tensor([], [Number.NaN]))).toBe("Tensor float32 []\nNaN");
	expect(tensorText(tensor([], [123456789], "int32"))).toBe("Tensor int32 []\n123456789");
});

test("a variable says its name", () => {
	const variable = { ...tensor([2], [1, 2]), name: "w", trainable: true };
	expect(tensorText(variable)).toBe('Variable "w" float32 [2]\n[1, 2]');
	expect(tensorLine({ ...variable, trainable: false, isDisposed: true })).toBe(
		'Variable "w" float32 [2] (not trainable, disposed)',
	);
});

test("in one line: a small one with its numbers, a large one by its title", () => {
	expect(tensorLine(tensor([2, 1, 2], [1, 2, 3, 4]))).toBe("Tensor float32 [2,1,2] [[[1, 2]], [[3, 4]]]");
	expect(tensorLine(tensor([11], Array(11).fill(0)))).toBe("Tensor float32 [11]");
});
