import { Scope } from "../../../kernel/runtime/scope";

test("a variable is one, seen from its cell and from later ones", () => {
	const scope = new Scope();
	let n = 1;
	const inc = () => {
		n += 1;
	};
	scope.link(
		["n"],
		{
			n: [
				() => n,
				(value) => {
					n = value as number;
				},
			],
		},
		{},
	);
	scope.settle(["n"]);
	inc();
	expect(scope.names.n).toBe(2);
	scope.names.n = 10;
	inc();
	expect(scope.names.n).toBe(11);
});

test("a name that is declared again belongs to the later cell only", () => {
	const scope = new Scope();
	let first = 1;
	scope.link(
		["n"],
		{
			n: [
				() => first,
				(value) => {
					first = value as number;
				},
			],
		},
		{},
	);
	scope.link(["n"], { n: [() => "second"] }, {});
	scope.settle(["n"]);
	expect(scope.names.n).toBe("second");
	scope.names.n = 3;
	expect(first).toBe(1);
});

test("a constant that its cell never reached says so when it is read", () => {
	const scope = new Scope();
	const read = () => {
		throw new ReferenceError("Cannot access 'c' before initialization");
	};
	scope.link(["c"], { c: [read] }, {});
	scope.settle(["c"]);
	expect(() => scope.names.c).toThrow(ReferenceError);
});

test("functions and imports are read from the cell's exports", () => {
	const scope = new Scope();
	const exports = { f: () => 7 };
	scope.link(["f"], {}, exports);
	expect((scope.names.f as () => number)()).toBe(7);
});
