/** Messages of all kinds, good and bad, as a stranger might send them. */
import { type Content, type Header, newMessage } from "../../../../kernel/protocol/message";
import type { Random } from "../random";
import { FIELDS, wrongValues } from "./fields";
import { signature } from "./oracle";

export type Channel = "shell" | "control" | "stdin";

export interface Shot {
	kind: string;
	channel: Channel;
	frames: Uint8Array[];
	/** What the answer must say. */
	says?: string;
	/** The same frames are sent so many times. */
	times?: number;
}

interface Parts {
	header: unknown;
	parent?: unknown;
	metadata?: unknown;
	content?: unknown;
	buffers?: Uint8Array[];
}

const DELIMITER = Buffer.from("<IDS|MSG>");
const CODES = [
	"1 + 1",
	"'text'",
	"let a = 5;",
	"throw new Error('x')",
	"const a: number = 'x';",
	"(",
	"",
	"console.log(7)",
];
const NAMES = [
	"toString",
	"constructor",
	"__proto__",
	"hasOwnProperty",
	"__proto___request",
	"_request",
	"",
	"a_request",
];

/** One message; a run's key signs it. */
export function shot(random: Random, key: string): Shot {
	const kind = random.pick(Object.keys(KINDS));
	return { kind, channel: anyChannel(random), ...KINDS[kind](random, key) };
}

type Maker = (random: Random, key: string) => Partial<Shot> & Pick<Shot, "frames">;

const KINDS: Record<string, Maker> = {
	good: (random, key) => {
		const type = anyType(random);
		return { channel: "shell", frames: whole(key, { header: header(type), content: content(random, type) }) };
	},
	"a field of a wrong type": (random, key) => {
		const type = random.pick(Object.keys(FIELDS).filter((name) => Object.keys(FIELDS[name]).length > 0));
		const [name, field] = random.pick(Object.entries(FIELDS[type]));
		const value = random.pick(wrongValues(field));
		const wrong = { ...content(random, type), [name]: value };
		return {
			channel: "shell",
			frames: whole(key, { header: header(type), content: wrong }),
			says: `${type}: ${name} must be `,
		};
	},
	"fields that nobody knows": (random, key) => {
		const type = anyType(random);
		const more = { [random.text(8)]: tree(random, 3), __proto: 1, constructor: 5, toString: null };
		const fields = { ...more, ...content(random, type) };
		return { channel: "shell", frames: whole(key, { header: header(type), content: fields, metadata: more }) };
	},
	"any content": (random, key) => {
		const type = random.pick(Object.keys(FIELDS).filter((name) => name !== "shutdown_request"));
		return { frames: whole(key, { header: header(type), content: { a: tree(random, 5), code: tree(random, 2) } }) };
	},
	"an unknown type": (random, key) => {
		const type = random.chance(0.5) ? random.pick(NAMES) : `${random.text(12)}${random.pick(["_request", ""])}`;
		return { frames: whole(key, { header: header(type), content: { a: 1 } }) };
	},
	"a wrong channel": (random, key) => {
		const type = random.pick(["execute_request", "comm_msg", "comm_open", "comm_close"]);
		const parts = { header: header(type), content: content(random, type) };
		const channel = random.pick(["control", "stdin"] as const);
		return {
			channel,
			frames: whole(key, parts),
			says: `${type}: must be something that the kernel knows on ${channel}`,
		};
	},
	"a bad signature": (random, key) => {
		const frames = whole(key, { header: header("execute_request"), content: { code: "throw 'never'" } });
		const length = random.pick([0, 1, 32, 64, 64, 64, 65, 1000]);
		return { frames: frames.with(1, Buffer.from(random.bytes(length).toString("hex").slice(0, length))) };
	},
	"no JSON": (random, key) => {
		const frames = parts({ header: header(anyType(random)) });
		const at = random.chance(0.2) ? 0 : random.between(1, 3);
		const bad = random.pick(["", "{", "[]", "5", "null", '"x"', "{'a': 1}", '{"a": NaN}', "{}{}", "\ufeff{}"]);
		return { frames: signed(key, frames.with(at, Buffer.from(bad))) };
	},
	"no UTF-8": (random, key) => {
		const good = parts({ header: header(anyType(random)), content: { code: "'xxxxxxxx'", comm_id: "c" } });
		const at = random.below(4);
		const bad = Buffer.concat([good[at].subarray(0, -1), Buffer.from(', "x": "'), random.bytes(9), Buffer.from('"}')]);
		return { frames: signed(key, good.with(at, bad)) };
	},
	"bits that flipped": (random, key) => {
		const type = anyType(random);
		const good = parts({ header: header(type), content: content(random, type) });
		const flipped = good.map((part) => (random.chance(0.5) ? mutated(random, part) : part));
		return { frames: signed(key, flipped) };
	},
	"missing frames": (random, key) => {
		const frames = whole(key, { header: header(anyType(random)) });
		return { frames: frames.toSpliced(random.below(frames.length), random.between(1, 5)).concat(Buffer.alloc(0)) };
	},
	"frames in another order": (random, key) => {
		const frames = whole(key, { header: header(anyType(random)), buffers: [random.bytes(9)] });
		const [a, b] = [random.below(frames.length), random.below(frames.length)];
		return { frames: frames.with(a, frames[b]).with(b, frames[a]) };
	},
	garbage: (random) => ({
		frames: Array.from({ length: random.between(1, 9) }, () =>
			random.chance(0.2) ? DELIMITER : random.bytes(random.below(40)),
		),
	}),
	"many identities": (random, key) => {
		const identities = Array.from({ length: random.between(1, 60) }, () => random.bytes(random.below(30)));
		return { frames: [...identities, ...whole(key, { header: header("kernel_info_request") })] };
	},
	"two delimiters": (random, key) => {
		const frames = whole(key, { header: header("kernel_info_request") });
		return { frames: random.chance(0.5) ? [DELIMITER, ...frames] : [...frames, DELIMITER, ...frames] };
	},
	"many buffers": (random, key) => {
		const type = random.pick(["comm_msg", "execute_request", "kernel_info_request"]);
		const buffers = Array.from({ length: random.between(1, 500) }, () => random.bytes(random.below(20)));
		return { channel: "shell", frames: whole(key, { header: header(type), content: content(random, type), buffers }) };
	},
	"a huge buffer": (random, key) => {
		const buffers = random.chance(0.2) ? [Buffer.alloc(random.between(1, 16) * 1_000_000, 7)] : [Buffer.alloc(70_000)];
		const type = random.pick(["comm_msg", "execute_request"]);
		return { channel: "shell", frames: whole(key, { header: header(type), content: content(random, type), buffers }) };
	},
	"JSON nested deep": (random, key) => {
		const depth = random.pick([490, 501, 1000, 9000, 100_000]);
		const [open, close] = random.pick([
			["[", "]"],
			['{"a":', "}"],
		]);
		const deep = `{"code":"1","comm_id":"c","data":${open.repeat(depth)}1${close.repeat(depth)}}`;
		const frames = parts({ header: header(random.pick(["comm_msg", "execute_request", "history_request"])) });
		return { frames: signed(key, frames.with(random.pick([1, 2, 3, 3, 3]), Buffer.from(deep))) };
	},
	"wide JSON": (random, key) => {
		const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index]));
		const code = random.chance(0.1) ? "x ".repeat(50_000) : "1";
		const type = random.pick(["comm_msg", "execute_request", "complete_request"]);
		return { frames: whole(key, { header: header(type), content: { code, comm_id: "c", data: wide, cursor_pos: 1 } }) };
	},
	"a strange header": (random, key) => {
		const strange = {
			...header(anyType(random)),
			date: random.pick(["never", 5, null, {}, "9999-99-99T99:99:99Z", ""]),
			session: random.pick([null, 5, random.text(9), "x".repeat(5000)]),
			username: tree(random, 3),
			version: random.pick([5.3, "0", null, []]),
			[random.text(5)]: tree(random, 3),
		};
		return { frames: whole(key, { header: strange, parent: tree(random, 4) ?? {} }) };
	},
	"no such subshell": (random, key) => {
		const subshell_id = random.pick([random.text(8), 5, {}, [], true]) as string;
		const named = { ...header("execute_request"), subshell_id };
		return {
			channel: "shell",
			frames: whole(key, { header: named, content: { code: "throw 'never'" } }),
			says: "subshell_id must be that of a subshell, got ",
		};
	},
	"an answer that nobody asked for": (random, key) => {
		const parent = random.pick([{}, { msg_id: random.text(8) }, header("input_request")]);
		const value = random.pick(["text", 5, null, {}, undefined]);
		return { channel: "stdin", frames: whole(key, { header: header("input_reply"), parent, content: { value } }) };
	},
	"an unknown comm": (random, key) => {
		const type = random.pick(["comm_msg", "comm_close", "comm_open"]);
		const known = { comm_id: random.text(8), target_name: "nobody", data: tree(random, 4) };
		return { channel: "shell", frames: whole(key, { header: header(type), content: known }) };
	},
	"a debugger's request": (random, key) => {
		const command = random.pick(["debugInfo", "next", "toString", random.text(5), 5, null, {}]);
		const wrong = { type: "request", seq: random.pick([1, "x", null]), command, arguments: tree(random, 3) };
		return { channel: "control", frames: whole(key, { header: header("debug_request"), content: wrong }) };
	},
	twice: (random, key) => {
		const type = random.pick(["kernel_info_request", "execute_request", "is_complete_request"]);
		const frames = whole(key, { header: header(type), content: content(random, type) });
		return { channel: "shell", frames, times: random.between(2, 4) };
	},
};

/** What {@link shot} may give. */
export const KIND_NAMES = Object.keys(KINDS);

function anyChannel(random: Random): Channel {
	return random.pick(["shell", "shell", "control", "stdin"]);
}

/** Any but the one that ends the kernel. */
function anyType(random: Random): string {
	return random.pick(Object.keys(FIELDS).filter((type) => type !== "shutdown_request"));
}

function header(type: string): Header {
	return newMessage(type, {}).header;
}

/** Content that a request of this type may have. */
function content(random: Random, type: string): Content {
	const code = random.pick(CODES);
	const name = random.pick(["c", random.text(4)]);
	const fields: Record<string, Content> = {
		execute_request: { code, silent: random.chance(0.2), store_history: random.chance(0.8), user_expressions: {} },
		complete_request: { code, cursor_pos: random.below(9) },
		inspect_request: { code, cursor_pos: random.below(9), detail_level: random.below(2) },
		is_complete_request: { code },
		history_request: {
			hist_access_type: random.pick(["range", "tail", "search"]),
			n: random.below(9),
			pattern: random.pick(["*", "*1*", "*?*?*?*?*?*?*?*?*?*!", "["]),
			session: random.between(-3, 3),
		},
		comm_info_request: { target_name: random.pick(["", "echo", "toString"]) },
		delete_subshell_request: { subshell_id: random.text(5) },
		comm_open: { comm_id: name, target_name: random.pick(["echo", "nobody", "toString"]), data: tree(random, 3) },
		comm_msg: { comm_id: name, data: tree(random, 3) },
		comm_close: { comm_id: name, data: {} },
	};
	return fields[type] ?? {};
}

/** Any JSON value. */
function tree(random: Random, depth: number): unknown {
	const leaf = () => random.pick<unknown>([null, true, 5, -0.5, 1e308, "", random.text(6), "\ud800", "\0"]);
	const many = () => Array.from({ length: random.below(4) });
	const whole = () =>
		random.chance(0.5)
			? many().map(() => tree(random, depth - 1))
			: Object.fromEntries(many().map(() => [random.text(3), tree(random, depth - 1)]));
	return depth === 0 || random.chance(0.2) ? leaf() : whole();
}

function mutated(random: Random, part: Buffer): Buffer {
	const changed = Buffer.from(part);
	for (let count = random.between(1, 3); count > 0 && changed.length > 0; count -= 1) {
		changed[random.below(changed.length)] ^= 1 << random.below(8);
	}
	return changed;
}

function parts({ header, parent = {}, metadata = {}, content = {} }: Parts): Buffer[] {
	return [header, parent, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
}

function signed(key: string, four: readonly Buffer[], buffers: readonly Uint8Array[] = []): Uint8Array[] {
	return [DELIMITER, Buffer.from(signature(key, four)), ...four, ...buffers];
}

function whole(key: string, { buffers, ...rest }: Parts): Uint8Array[] {
	return signed(key, parts(rest), buffers);
}
