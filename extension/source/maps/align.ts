/** Tokens [from, to) of each side that say the same; one side is empty where the other has no partner. */
export interface Slot {
	a: readonly [number, number];
	b: readonly [number, number];
}

/** Beginnings and ends go by many names. */
const FIRST = /^(\[CLS\]|<s>|<bos>|<\|(startoftext|begin_of_text)\|>)$/i;
const LAST = /^(\[SEP\]|<\/s>|<eos>|<\|(endoftext|end_of_text)\|>)$/i;
/** Signs of word pieces: WordPiece's `##`, GPT-2's Ġ, SentencePiece's ▁, and spaces themselves. */
const PIECES = /^##|[Ġ▁\s]/g;
/** Longer sequences are paired by position: a table of all pairs would be too large. */
const LONGEST = 2000;

/** Gaps with more pairs of tokens than this are not searched for words cut in two ways. */
const WIDEST_GAP = 400;

/** A token as it is compared: without signs of pieces, in small letters. */
function plain(token: string): string {
	if (FIRST.test(token)) return "⟨first⟩";
	if (LAST.test(token)) return "⟨last⟩";
	return token.replace(PIECES, "").toLowerCase();
}

/** Pairs by position; what one side has more stands alone at the end. */
export function alignByPosition(a: number, b: number): Slot[] {
	return Array.from({ length: Math.max(a, b) }, (_, i) => ({
		a: [Math.min(i, a), Math.min(i + 1, a)],
		b: [Math.min(i, b), Math.min(i + 1, b)],
	}));
}

/**
 * Which tokens of two sequences say the same, in order. Equal tokens pair (a longest common subsequence); between them
 * pieces whose letters run alike pair as a whole ("play" + "##ing" with "playing"), equally many others one by one, and
 * what is left has no partner.
 */
export function alignTokens(a: readonly string[], b: readonly string[]): Slot[] {
	if (Math.max(a.length, b.length) > LONGEST) return alignByPosition(a.length, b.length);
	const [left, right] = [a.map(plain), b.map(plain)];
	const slots: Slot[] = [];
	let [i, j] = [0, 0];
	for (const [nextA, nextB] of [...commonOf(left, right), [a.length, b.length] as const]) {
		slots.push(...gap(left, right, [i, nextA], [j, nextB]));
		if (nextA < a.length && nextB < b.length) slots.push({ a: [nextA, nextA + 1], b: [nextB, nextB + 1] });
		[i, j] = [nextA + 1, nextB + 1];
	}
	return slots;
}

/** Index pairs of a longest common subsequence. */
function commonOf(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
	const width = b.length + 1;
	const length = new Uint16Array((a.length + 1) * width);
	for (let i = a.length - 1; i >= 0; i--) {
		for (let j = b.length - 1; j >= 0; j--) {
			const skip = Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
			length[i * width + j] = a[i] === b[j] ? length[(i + 1) * width + j + 1] + 1 : skip;
		}
	}
	const pairs: [number, number][] = [];
	for (let i = 0, j = 0; i < a.length && j < b.length; ) {
		if (a[i] === b[j]) pairs.push([i++, j++]);
		else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) i++;
		else j++;
	}
	return pairs;
}

type Range = readonly [number, number];

/** What stands between two pairs of equal tokens. */
function gap(left: readonly string[], right: readonly string[], a: Range, b: Range): Slot[] {
	const run = alike(left, right, a, b);
	if (run !== null) {
		return [
			...gap(left, right, [a[0], run.a[0]], [b[0], run.b[0]]),
			...byLetters(left, right, run.a, run.b),
			...gap(left, right, [run.a[1], a[1]], [run.b[1], b[1]]),
		];
	}
	if (a[1] - a[0] === b[1] - b[0]) {
		return alignByPosition(a[1] - a[0], b[1] - b[0]).map((slot) => ({
			a: [slot.a[0] + a[0], slot.a[1] + a[0]],
			b: [slot.b[0] + b[0], slot.b[1] + b[0]],
		}));
	}
	const alone = ([from, to]: Range): Range[] => Array.from({ length: to - from }, (_, i) => [from + i, from + i + 1]);
	return [
		...alone(a).map((range): Slot => ({ a: range, b: [b[0], b[0]] })),
		...alone(b).map((range): Slot => ({ a: [a[1], a[1]], b: range })),
	];
}

/** The longest text that runs of both sides have in common, where it is short enough to look for. */
function alike(left: readonly string[], right: readonly string[], a: Range, b: Range): Slot | null {
	if ((a[1] - a[0]) * (b[1] - b[0]) > WIDEST_GAP) return null;
	const runs = new Map<string, Range>();
	for (const [run, text] of runsOf(left, a)) if (!runs.has(text)) runs.set(text, run);
	let longest = 0;
	let found: Slot | null = null;
	for (const [run, text] of runsOf(right, b)) {
		const partner = runs.get(text);
		if (partner === undefined || text.length <= longest) continue;
		longest = text.length;
		found = { a: partner, b: run };
	}
	return found;
}

function* runsOf(tokens: readonly string[], [from, to]: Range): Generator<[Range, string]> {
	for (let start = from; start < to; start++) {
		let text = "";
		for (let end = start; end < to; end++) {
			text += tokens[end];
			yield [[start, end + 1], text];
		}
	}
}

/** The same letters cut in two ways: a slot ends wherever both have a cut. */
function byLetters(left: readonly string[], right: readonly string[], a: Range, b: Range): Slot[] {
	const slots: Slot[] = [];
	let [i, j] = [a[0], b[0]];
	while (i < a[1] || j < b[1]) {
		const [fromA, fromB] = [i, j];
		let ahead = 0;
		do {
			if (ahead <= 0 && i < a[1]) ahead += left[i++].length;
			else if (j < b[1]) ahead -= right[j++].length;
			else i++;
		} while (ahead !== 0);
		slots.push({ a: [fromA, i], b: [fromB, j] });
	}
	return slots;
}
