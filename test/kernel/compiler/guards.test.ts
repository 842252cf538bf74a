import { guards, type Range } from "../../../kernel/compiler/guards";

/** The text of each guard: what stands between its two places. */
function texts(source: string): string[] {
	const lines = source.split("\n").map((line) => `${line}\n`);
	const offset = ({ line, column }: Range["start"]) => lines.slice(0, line).join("").length + column;
	return guards(source).map(({ start, end }) => source.slice(offset(start), offset(end)));
}

test("blocks of try that have a catch, each inside the other too", () => {
	const source = ["try { one; try { two }", "  catch {} }", "catch (error) { try { three } finally {} }"].join("\n");
	expect(texts(source)).toEqual(["{ one; try { two }\n  catch {} }", "{ two }"]);
});

test("an assertion in angle brackets is no element that swallows what follows", () => {
	expect(texts("const n = <number>read();\ntry { risky(n) } catch {}")).toEqual(["{ risky(n) }"]);
	expect(texts("const same = <T>(x: T) => x;\ntry { same(1) } catch {}")).toEqual(["{ same(1) }"]);
});

test("an element is one, with a try in it", () => {
	const source = "const a = <p>it's {(() => { try { draw() } catch { return 2 } })()}</p>;\ntry { a } catch {}";
	expect(texts(source)).toEqual(["{ draw() }", "{ a }"]);
});
