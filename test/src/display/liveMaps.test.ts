import { LiveMaps } from "../../../src/display/liveMaps";

const map = (bytes: number) => ({ bytes });

test("the oldest go first, the newest always stays", () => {
	const live = new LiveMaps<{ bytes: number }>(100);
	const [a, b, c, huge] = [map(40), map(40), map(40), map(4000)];
	const [ha, hb] = [live.keep(a), live.keep(b)];
	expect(live.keep(a)).toBe(ha);
	const hc = live.keep(c);
	expect([ha, hb, hc].map((handle) => live.find(handle))).toEqual([a, undefined, c]);
	const hh = live.keep(huge);
	expect([ha, hc, hh].map((handle) => live.find(handle))).toEqual([undefined, undefined, huge]);
	expect(live.keep(a)).toBe(ha);
	expect(live.find(hh)).toBeUndefined();
	expect(live.find(7)).toBeUndefined();
});
