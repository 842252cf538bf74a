/** Dates as people write them, and as ISO 8601 does: "march 21, 1962" to "1962-03-21". The same for the same seed. */
const MONTHS = "january february march april may june july august september october november december".split(" ");
const CHARACTERS = " ,-.0123456789abcdefghijlmnoprstuvy";
const PAD = 0;
const START = 1;

/** Characters are numbered from 2; 0 is padding, 1 starts an answer. */
export const VOCABULARY = CHARACTERS.length + 2;
export const SOURCE = 18;
export const TARGET = 10;

const FORMS = [
	(d, m, y) => `${d} ${MONTHS[m]} ${y}`,
	(d, m, y) => `${MONTHS[m]} ${d}, ${y}`,
	(d, m, y) => `${d} ${MONTHS[m].slice(0, 3)} ${y}`,
	(d, m, y) => `${MONTHS[m].slice(0, 3)} ${d}, ${y}`,
	(d, m, y) => `${d}.${m + 1}.${y}`,
];

/** Numbers from 0 to below 1 (mulberry32). */
function random(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

const encode = (text) => Array.from(text, (character) => CHARACTERS.indexOf(character) + 2);
const padded = (ids, length) => [...ids, ...new Array(length - ids.length).fill(PAD)];

/** Rows of numbers: what is read, what is written so far (one to the right), what is to be written. */
export function* batches(size, seed) {
	const next = random(seed);
	const below = (n) => Math.floor(next() * n);
	for (;;) {
		const batch = { source: [], written: [], target: [] };
		for (let row = 0; row < size; row++) {
			const [d, m, y] = [1 + below(28), below(12), 1900 + below(200)];
			const target = encode(`${y}-${String(m + 1).padStart(2, "0")}-${String(d).padStart(2, "0")}`);
			batch.source.push(padded(encode(FORMS[below(FORMS.length)](d, m, y)), SOURCE));
			batch.written.push([START, ...target.slice(0, -1)]);
			batch.target.push(target);
		}
		yield batch;
	}
}
