/*
 * Attention in tiles, for one instruction set (included by path-*.cc with ATTENTION_LAB_ISA, _WIDTH and _ROWS).
 *
 * Forward. The queries of all heads that share a key head stand in one list, query by query, cut into blocks of BLOCK. A unit
 * is one block. It walks over the keys in blocks of KEYS; ROWS queries at a time:
 *   scores [ROWS, KEYS]   = q . k, k packed beforehand in strips of STRIP keys ([S / STRIP][D][STRIP]), STRIP = 2 vectors
 *   running maximum, exp, running sum; output [ROWS, E] = output * shrink + weights . v
 * Keys outside of every row's range are never touched: causal costs half.
 *
 * Backward. P = exp(s - log_sum_exp) is rebuilt. With dP = dO . v, dS = P (dP - delta), delta = sum(out * dO):
 *   dV = P' dO     dK = scale dS' q     dQ = scale dS k     delta less the gradient of log_sum_exp
 * A unit is one key head, which walks over key blocks and inside over query blocks; where there are too few of them for the
 * threads, units are key blocks (dK, dV) and after them query blocks (dQ), two products more.
 *
 * Registers: ROWS x 2 vectors of sums, 2 of the right side, 1 of the left: 8 x 2 of 32 with AVX-512, 6 x 2 of 16 with AVX2.
 */
#include <algorithm>
#include <cmath>
#include <cstring>

#include "cell.h"
#include "paths.h"
#include "vector.h"

namespace attention_lab {
namespace ATTENTION_LAB_ISA {
namespace {

constexpr int ROWS = ATTENTION_LAB_ROWS;
constexpr int STRIP = 2 * W;
/* Keys at once: with more, output is touched less often; a backward keeps five blocks of them in the second cache. */
constexpr int64_t FORWARD_KEYS = 512, BACKWARD_KEYS = 256;
/* A multiple of ROWS. */
constexpr int64_t BLOCK = 64 / ROWS * ROWS;
/* With fewer queries for a key head, packing the keys costs more than it saves. */
constexpr int64_t FEW = 16;
/* So many key heads keep the threads busy without cutting them. */
constexpr int64_t MANY = 8;

inline int64_t up(int64_t n, int64_t step) { return (n + step - 1) / step * step; }

/* c [M, N vectors] = c * shrink + a b. `a` is read element by element with any strides, b by vectors. */
template <int M, int N>
AL_INLINE void tile(int64_t depth, const float* a, int64_t row, int64_t column, const float* b, int64_t b_row, float* c,
                    int64_t c_row, const float* shrink) {
	Floats sum[M][N];
	for (int m = 0; m < M; m++)
		for (int n = 0; n < N; n++) sum[m][n] = shrink ? load(c + m * c_row + n * W) * shrink[m] : Floats{};
	for (int64_t at = 0; at < depth; at++) {
		Floats right[N];
		for (int n = 0; n < N; n++) right[n] = load(b + at * b_row + n * W);
		for (int m = 0; m < M; m++) {
			const Floats left = splat(a[m * row + at * column]);
			for (int n = 0; n < N; n++) sum[m][n] += left * right[n];
		}
	}
	for (int m = 0; m < M; m++)
		for (int n = 0; n < N; n++) store(c + m * c_row + n * W, sum[m][n]);
}

template <int N>
void tiles(int64_t rows, int64_t depth, const float* a, int64_t row, int64_t column, const float* b, int64_t b_row,
           float* c, int64_t c_row, const float* shrink) {
	switch (rows) {
#define CASE(M) \
	case M: \
		if constexpr (M <= ROWS) tile<M, N>(depth, a, row, column, b, b_row, c, c_row, shrink); \
		break;
		CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8) CASE(9) CASE(10) CASE(11) CASE(12) CASE(13) CASE(14)
#undef CASE
	}
}

/* The same for any number of rows and of columns that are whole vectors. */
void multiply(int64_t rows, int64_t columns, int64_t depth, const float* a, int64_t row, int64_t column, const float* b,
              int64_t b_row, float* c, int64_t c_row, const float* shrink) {
	for (int64_t m = 0; m < rows; m += ROWS) {
		const int64_t count = std::min<int64_t>(ROWS, rows - m);
		int64_t n = 0;
		for (; n + STRIP <= columns; n += STRIP)
			tiles<2>(count, depth, a + m * row, row, column, b + n, b_row, c + m * c_row + n, c_row,
			         shrink ? shrink + m : nullptr);
		if (n < columns)
			tiles<1>(count, depth, a + m * row, row, column, b + n, b_row, c + m * c_row + n, c_row,
			         shrink ? shrink + m : nullptr);
	}
}

/* The sizes that follow from an attention. */
struct Plan {
	const al_attention& a;
	int64_t share, rows, blocks, strips, width, key_blocks, heads, size, value_size;
	bool is_packed, is_copied, is_backward, is_cut;

	explicit Plan(const al_attention& a)
		: a(a), share(a.heads / a.groups), rows(share * a.queries), blocks((rows + BLOCK - 1) / BLOCK),
		  strips((a.keys + STRIP - 1) / STRIP), width(a.pass == AL_BACKWARD ? BACKWARD_KEYS : FORWARD_KEYS),
		  key_blocks((a.keys + width - 1) / width), heads(a.batch * a.groups),
		  size(up(a.size, W)), value_size(up(a.value_size, W)) {
		is_backward = a.pass == AL_BACKWARD;
		is_packed = is_backward || rows >= FEW;
		/* Rows of v that are no whole vectors are copied beforehand. */
		is_copied = value_size != a.value_size;
		is_cut = heads < MANY;
	}

	/* Floats of the workspace: packed k, then copied or packed v, then delta. */
	int64_t packed_k() const { return is_packed ? heads * strips * STRIP * a.size : 0; }
	int64_t packed_v() const {
		if (is_backward) return heads * strips * STRIP * a.value_size;
		return is_copied ? heads * a.keys * value_size : 0;
	}
	int64_t deltas() const { return is_backward ? a.batch * a.heads * a.queries : 0; }
	float* k_of(int64_t n) const { return static_cast<float*>(a.workspace) + n * strips * STRIP * a.size; }
	float* v_of(int64_t n) const {
		return static_cast<float*>(a.workspace) + up(packed_k(), 16) +
		       n * (is_backward ? strips * STRIP * a.value_size : a.keys * value_size);
	}
	float* delta() const { return static_cast<float*>(a.workspace) + up(packed_k(), 16) + up(packed_v(), 16); }
};

const float* rows_of(const al_rows& t, int64_t b, int64_t h) { return t.data + b * t.batch + h * t.head; }

/* Rows of D floats become strips [D][STRIP]; keys that are missing are zeros. */
void pack(const float* from, int64_t stride, int64_t count, int64_t size, float* to) {
	for (int64_t first = 0; first < count; first += STRIP, to += STRIP * size) {
		const int64_t here = std::min<int64_t>(STRIP, count - first);
		if (here < STRIP) std::memset(to, 0, sizeof(float) * STRIP * size);
		int64_t d = 0;
		for (; d + 8 <= size; d += 8) /* Eight columns at a time: whole cache lines on both sides. */
			for (int64_t j = 0; j < here; j++) {
				const float* row = from + (first + j) * stride + d;
				for (int at = 0; at < 8; at++) to[(d + at) * STRIP + j] = row[at];
			}
		for (; d < size; d++)
			for (int64_t j = 0; j < here; j++) to[d * STRIP + j] = from[(first + j) * stride + d];
	}
}

/* One query of the list that shares a key head. */
struct Query {
	int64_t h, i;
	Range range;
	int64_t n; /* place in [B, H, L] */
	const float* bias;
	const uint8_t* mask;
};

/* A block of queries with all that belongs to them, in one thread's scratch. */
struct Block {
	const al_attention& a;
	const Plan& plan;
	int64_t b, g, head, count;
	Query query[BLOCK];
	float *q, *scores, *out;            /* [BLOCK, D], [BLOCK, KEYS], [BLOCK, E] */
	float *d_out, *d_scores, *slope;    /* backward: [BLOCK, E], [BLOCK, KEYS], [BLOCK, KEYS] */
	float *keys, *d_k, *d_v, *d_q;   /* backward: [KEYS, D], [KEYS, D], [KEYS, E], [BLOCK, D] */
	alignas(64) float top[BLOCK], sum[BLOCK], shrink[BLOCK];

	static int64_t floats(const Plan& plan) {
		const int64_t forward = up(BLOCK * plan.size, 16) + BLOCK * plan.width + up(BLOCK * plan.value_size, 16);
		if (!plan.is_backward) return forward;
		return forward + up(BLOCK * plan.value_size, 16) + 2 * BLOCK * plan.width + plan.width * (2 * plan.size + plan.value_size) +
		       up(BLOCK * plan.size, 16);
	}

	Block(const Plan& plan, void* scratch) : a(plan.a), plan(plan) {
		float* at = static_cast<float*>(scratch);
		auto take = [&](int64_t count) {
			float* taken = at;
			at += up(count, 16);
			return taken;
		};
		q = take(BLOCK * plan.size);
		scores = take(BLOCK * plan.width);
		out = take(BLOCK * plan.value_size);
		if (!plan.is_backward) return;
		d_out = take(BLOCK * plan.value_size);
		d_scores = take(BLOCK * plan.width);
		slope = take(BLOCK * plan.width);
		keys = take(plan.width * plan.size);
		d_k = take(plan.width * plan.size);
		d_v = take(plan.width * plan.value_size);
		d_q = take(BLOCK * plan.size);
	}

	/* Takes up the queries of block `index` of a key head. */
	void open(int64_t of, int64_t index) {
		const int64_t first = index * BLOCK;
		begin_at(of, std::min<int64_t>(BLOCK, plan.rows - first));
		for (int64_t r = 0; r < count; r++)
			take_up(r, g * plan.share + (first + r) % plan.share, (first + r) / plan.share);
	}

	/* Takes up neighbouring queries of one query head. */
	void open_queries(int64_t b_, int64_t h, int64_t first, int64_t rows) {
		begin_at(b_ * a.groups + h / plan.share, rows);
		for (int64_t r = 0; r < count; r++) take_up(r, h, first + r);
	}

	void begin_at(int64_t of, int64_t rows) {
		head = of;
		b = head / a.groups;
		g = head % a.groups;
		count = rows;
	}

	void take_up(int64_t r, int64_t h, int64_t i) {
		const int64_t n = (b * a.heads + h) * a.queries + i;
		const float* bias = a.bias + (a.bias ? b * a.bias_stride[0] + h * a.bias_stride[1] + i * a.bias_stride[2] : 0);
		const uint8_t* mask = a.mask + (a.mask ? b * a.mask_stride[0] + h * a.mask_stride[1] + i * a.mask_stride[2] : 0);
		query[r] = {h, i, visible(a, b, i), n, bias, mask};
		copy(rows_of(a.q, b, h) + i * a.q.row, a.size, a.scale, q + r * plan.size, plan.size);
		if (plan.is_backward) copy(a.d_out + n * a.value_size, a.value_size, 1, d_out + r * plan.value_size, plan.value_size);
	}

	static void copy(const float* from, int64_t size, float scale, float* to, int64_t padded) {
		for (int64_t d = 0; d < size; d++) to[d] = from[d] * scale;
		for (int64_t d = size; d < padded; d++) to[d] = 0;
	}

	/* Keys that some of the rows [from, from + rows) may see. */
	Range seen(int64_t from, int64_t rows) const {
		Range all = {a.keys, 0};
		for (int64_t r = from; r < from + rows; r++) {
			if (query[r].range.begin == query[r].range.end) continue;
			all.begin = std::min(all.begin, query[r].range.begin);
			all.end = std::max(all.end, query[r].range.end);
		}
		return all;
	}

	/* Whether every row of [from, from + rows) sees all keys of [begin, end), and its score is the plain product. */
	bool is_plain(int64_t from, int64_t rows, int64_t begin, int64_t end) const {
		if (a.softcap > 0 || a.bias || a.mask) return false;
		for (int64_t r = from; r < from + rows; r++)
			if (query[r].range.begin > begin || query[r].range.end < end) return false;
		return true;
	}

	/* Products q . k of rows [from, from + rows) with the keys [begin, end), which begin with a strip. */
	void products(int64_t from, int64_t rows, int64_t first, int64_t begin, int64_t end) {
		if (plan.is_packed) {
			const float* strip = plan.k_of(head) + begin * a.size;
			for (int64_t j = begin; j < end; j += STRIP, strip += STRIP * a.size)
				tiles<2>(rows, a.size, q + from * plan.size, plan.size, 1, strip, STRIP,
				         scores + from * plan.width + (j - first), plan.width, nullptr);
			return;
		}
		const float* k = rows_of(a.k, b, g);
		for (int64_t r = from; r < from + rows; r++) {
			for (int64_t j = begin; j < end; j++) scores[r * plan.width + j - first] = dot(q + r * plan.size, k + j * a.k.row);
			for (int64_t j = end; j < up(end - first, STRIP) + first; j++) scores[r * plan.width + j - first] = NOTHING;
		}
	}

	float dot(const float* x, const float* y) const {
		Floats sum[4] = {};
		int64_t d = 0;
		for (; d + 4 * W <= a.size; d += 4 * W)
			for (int at = 0; at < 4; at++) sum[at] += load(x + d + at * W) * load(y + d + at * W);
		for (; d < a.size; d += W) sum[0] += load(x + d) * load_some(y + d, a.size - d);
		return total((sum[0] + sum[1]) + (sum[2] + sum[3]));
	}

	/* Softcap, bias, mask and range on the products of one row; `slopes` takes what softcap does to the gradient. */
	void finish(int64_t r, int64_t first, int64_t begin, int64_t end, float* slopes) {
		const Query& at = query[r];
		float* s = scores + r * plan.width - first;
		for (int64_t j = begin; j < end; j += W) {
			Floats v = load(s + j);
			if (a.softcap > 0) {
				const Floats t = tanh(v * (1 / a.softcap));
				v = t * a.softcap;
				if (slopes) store(slopes + j - first, 1.0f - t * t);
			}
			const int64_t here = std::clamp<int64_t>(a.keys - j, 0, W);
			if (at.bias) {
				if (a.bias_stride[3] == 1) {
					v += load_some(at.bias + j, here);
				} else {
					for (int64_t n = 0; n < here; n++) v[n] += at.bias[(j + n) * a.bias_stride[3]];
				}
			}
			if (at.mask)
				for (int64_t n = 0; n < here; n++)
					if (!at.mask[(j + n) * a.mask_stride[3]]) v[n] = NOTHING;
			const Ints place = lanes() + int32_t(j);
			v = choose((place >= int32_t(at.range.begin)) & (place < int32_t(at.range.end)), v, splat(NOTHING));
			store(s + j, v);
		}
	}

	/* Drops weights, and makes up for them. */
	void drop(int64_t r, float* weights, int64_t first, int64_t begin, int64_t end) const {
		const int64_t n = b * a.heads + query[r].h;
		const float up = 1 / (1 - a.dropout);
		for (int64_t j = begin; j < std::min(end, a.keys); j++)
			weights[j - first] = keeps(a, n, query[r].i, j) ? weights[j - first] * up : 0;
	}
};

void forward(Block& block, int64_t head, int64_t index) {
	const al_attention& a = block.a;
	const Plan& plan = block.plan;
	block.open(head, index);
	std::fill(block.top, block.top + block.count, NOTHING);
	std::fill(block.sum, block.sum + block.count, 0.0f);
	std::memset(block.out, 0, sizeof(float) * block.count * plan.value_size);
	const float* v = plan.is_copied ? plan.v_of(head) : rows_of(a.v, block.b, block.g);
	const int64_t v_row = plan.is_copied ? plan.value_size : a.v.row;
	const Range all = block.seen(0, block.count);
	for (int64_t first = all.begin / plan.width * plan.width; first < all.end; first += plan.width) {
		for (int64_t from = 0; from < block.count; from += ROWS) {
			const int64_t rows = std::min<int64_t>(ROWS, block.count - from);
			const Range seen = block.seen(from, rows);
			const int64_t begin = std::max(first, seen.begin / STRIP * STRIP);
			const int64_t last = std::min({first + plan.width, seen.end, a.keys});
			if (begin >= last) continue;
			const int64_t end = begin + up(last - begin, STRIP);
			block.products(from, rows, first, begin, plan.is_packed ? end : last);
			const bool is_plain = end == last && block.is_plain(from, rows, begin, end);
			for (int64_t r = from; r < from + rows; r++) {
				if (!is_plain) block.finish(r, first, begin, end, nullptr);
				float* s = block.scores + r * plan.width - first;
				Floats high = load(s + begin);
				for (int64_t j = begin + W; j < end; j += W) high = larger(high, load(s + j));
				const float top = std::max(block.top[r], highest(high));
				const float level = top == NOTHING ? 0 : top;
				Floats sum = {};
				for (int64_t j = begin; j < end; j += W) {
					const Floats p = exp(load(s + j) - level);
					sum += p;
					store(s + j, p);
				}
				block.shrink[r] = top == block.top[r] ? 1 : std::exp(block.top[r] - top);
				block.sum[r] = block.sum[r] * block.shrink[r] + total(sum);
				block.top[r] = top;
				if (a.dropout > 0) block.drop(r, s + first, first, begin, end);
			}
			const float* weights = block.scores + from * plan.width + (begin - first);
			multiply(rows, plan.value_size, last - begin, weights, plan.width, 1, v + begin * v_row, v_row,
			         block.out + from * plan.value_size, plan.value_size, block.shrink + from);
		}
	}
	for (int64_t r = 0; r < block.count; r++) {
		const Query& at = block.query[r];
		float top = block.top[r], sum = block.sum[r];
		if (a.sinks && at.i < (a.query_lengths ? a.query_lengths[block.b] : a.queries)) {
			const float sink = a.sinks[at.h], higher = std::max(top, sink);
			const float less = top == NOTHING ? 0 : std::exp(top - higher);
			sum = sum * less + std::exp(sink - higher);
			for (int64_t e = 0; e < a.value_size; e++) block.out[r * plan.value_size + e] *= less;
			top = higher;
		}
		a.log_sum_exp[at.n] = sum > 0 ? top + std::log(sum) : NOTHING;
		const float part = sum > 0 ? 1 / sum : 0;
		float* out = a.out + at.n * a.value_size;
		for (int64_t e = 0; e < a.value_size; e++) out[e] = block.out[r * plan.value_size + e] * part;
	}
}

void prepare(const Plan& plan, int64_t head) {
	const al_attention& a = plan.a;
	const int64_t b = head / a.groups, g = head % a.groups;
	if (plan.is_packed) pack(rows_of(a.k, b, g), a.k.row, a.keys, a.size, plan.k_of(head));
	const float* v = rows_of(a.v, b, g);
	if (plan.is_backward) {
		pack(v, a.v.row, a.keys, a.value_size, plan.v_of(head));
		for (int64_t n = (b * a.heads + g * plan.share) * a.queries, last = n + plan.rows; n < last; n++) {
			const float *out = a.out + n * a.value_size, *d_out = a.d_out + n * a.value_size;
			float sum = 0;
			for (int64_t e = 0; e < a.value_size; e++) sum += out[e] * d_out[e];
			plan.delta()[n] = sum - (a.d_log_sum_exp ? a.d_log_sum_exp[n] : 0);
		}
	} else if (plan.is_copied) {
		float* to = plan.v_of(head);
		for (int64_t j = 0; j < a.keys; j++, to += plan.value_size) {
			std::memcpy(to, v + j * a.v.row, sizeof(float) * a.value_size);
			std::memset(to + a.value_size, 0, sizeof(float) * (plan.value_size - a.value_size));
		}
	}
}

/* Ones, by which `multiply` keeps what is there. */
struct Ones {
	alignas(64) float of[std::max(BACKWARD_KEYS, BLOCK)];
	Ones() { std::fill(of, of + std::max(BACKWARD_KEYS, BLOCK), 1.0f); }
};

/* P without the dropped and dS, of all rows of a block and the keys [first, last): zeros where a row sees nothing. */
void differentiate(Block& block, int64_t first, int64_t last) {
	const al_attention& a = block.a;
	const Plan& plan = block.plan;
	const int64_t width = up(last - first, STRIP);
	for (int64_t from = 0; from < block.count; from += ROWS) {
		const int64_t rows = std::min<int64_t>(ROWS, block.count - from);
		const Range seen = block.seen(from, rows);
		const int64_t begin = std::max(first, seen.begin / STRIP * STRIP);
		const int64_t end = begin + up(std::max<int64_t>(0, std::min(last, seen.end) - begin), STRIP);
		if (begin >= end) {
			std::memset(block.scores + from * plan.width, 0, sizeof(float) * rows * plan.width);
			std::memset(block.d_scores + from * plan.width, 0, sizeof(float) * rows * plan.width);
			continue;
		}
		block.products(from, rows, first, begin, end);
		const float* strip = plan.v_of(block.head) + begin * a.value_size;
		for (int64_t j = begin; j < end; j += STRIP, strip += STRIP * a.value_size)
			tiles<2>(rows, a.value_size, block.d_out + from * plan.value_size, plan.value_size, 1, strip, STRIP,
			         block.d_scores + from * plan.width + (j - first), plan.width, nullptr);
		const bool is_plain = end <= last && block.is_plain(from, rows, begin, end);
		for (int64_t r = from; r < from + rows; r++) {
			float *s = block.scores + r * plan.width, *d = block.d_scores + r * plan.width;
			if (!is_plain) block.finish(r, first, begin, end, block.slope + r * plan.width);
			const int64_t n = block.query[r].n;
			const float level = a.log_sum_exp[n] == NOTHING ? 0 : a.log_sum_exp[n], delta = plan.delta()[n];
			std::memset(s, 0, sizeof(float) * (begin - first));
			std::memset(d, 0, sizeof(float) * (begin - first));
			std::memset(s + end - first, 0, sizeof(float) * (first + width - end));
			std::memset(d + end - first, 0, sizeof(float) * (first + width - end));
			for (int64_t j = begin - first; j < end - first; j += W) store(s + j, exp(load(s + j) - level));
			if (a.dropout > 0) {
				block.drop(r, d, first, begin, end);
				for (int64_t j = begin - first; j < end - first; j += W)
					store(d + j, load(s + j) * (load(d + j) - delta));
				block.drop(r, s, first, begin, end);
			} else {
				for (int64_t j = begin - first; j < end - first; j += W)
					store(d + j, load(s + j) * (load(d + j) - delta));
			}
		}
	}
}

/* What softcap does to the gradient of the product. */
void uncap(Block& block, int64_t width) {
	if (block.a.softcap <= 0) return;
	for (int64_t r = 0; r < block.count; r++) {
		float *d = block.d_scores + r * block.plan.width, *slope = block.slope + r * block.plan.width;
		/* Where nothing was computed there is no slope, and the gradient is zero. */
		for (int64_t j = 0; j < width; j++) d[j] = d[j] == 0 ? 0 : d[j] * slope[j];
	}
}

/* d_k and d_v of one block of keys; with_q also adds to d_q, for which this thread must own the whole key head. */
void backward_keys(Block& block, int64_t head, int64_t key_block, bool with_q) {
	static const Ones ones;
	const al_attention& a = block.a;
	const Plan& plan = block.plan;
	const int64_t b = head / a.groups, g = head % a.groups;
	const int64_t first = key_block * plan.width, last = std::min(first + plan.width, a.keys), here = last - first;
	std::memset(block.d_k, 0, sizeof(float) * plan.width * plan.size);
	std::memset(block.d_v, 0, sizeof(float) * plan.width * plan.value_size);
	if (with_q)
		for (int64_t j = first; j < last; j++)
			Block::copy(rows_of(a.k, b, g) + j * a.k.row, a.size, 1, block.keys + (j - first) * plan.size, plan.size);
	for (int64_t index = 0; index < plan.blocks; index++) {
		block.open(head, index);
		const Range seen = block.seen(0, block.count);
		if (seen.begin >= last || seen.end <= first) continue;
		differentiate(block, first, last);
		for (int64_t at = 0; at < here; at += ROWS) {
			const int64_t rows = std::min<int64_t>(ROWS, here - at);
			/* Queries that see none of these keys stand at the ends: their weights are zero. */
			int64_t from = 0, to = block.count;
			const auto blind = [&](int64_t r) {
				return block.query[r].range.begin >= first + at + rows || block.query[r].range.end <= first + at;
			};
			while (from < to && blind(from)) from++;
			while (from < to && blind(to - 1)) to--;
			if (from == to || !a.d_v) continue;
			multiply(rows, plan.value_size, to - from, block.scores + from * plan.width + at, 1, plan.width,
			         block.d_out + from * plan.value_size, plan.value_size, block.d_v + at * plan.value_size,
			         plan.value_size, ones.of);
		}
		if (!a.d_k && !with_q) continue;
		uncap(block, up(here, STRIP));
		for (int64_t at = 0; a.d_k && at < here; at += ROWS) {
			const int64_t rows = std::min<int64_t>(ROWS, here - at);
			int64_t from = 0, to = block.count;
			const auto blind = [&](int64_t r) {
				return block.query[r].range.begin >= first + at + rows || block.query[r].range.end <= first + at;
			};
			while (from < to && blind(from)) from++;
			while (from < to && blind(to - 1)) to--;
			if (from == to) continue;
			multiply(rows, plan.size, to - from, block.d_scores + from * plan.width + at, 1, plan.width, block.q + from * plan.size,
			         plan.size, block.d_k + at * plan.size, plan.size, ones.of);
		}
		if (!with_q) continue;
		for (int64_t from = 0; from < block.count; from += ROWS) {
			const int64_t rows = std::min<int64_t>(ROWS, block.count - from);
			const Range keys = block.seen(from, rows);
			const int64_t begin = std::max(first, keys.begin), end = std::min(last, keys.end);
			if (begin >= end) continue;
			multiply(rows, plan.size, end - begin, block.d_scores + from * plan.width + (begin - first), plan.width, 1,
			         block.keys + (begin - first) * plan.size, plan.size, block.d_q, plan.size, nullptr);
			for (int64_t r = 0; r < rows; r++) {
				float* to = a.d_q + block.query[from + r].n * a.size;
				for (int64_t d = 0; d < a.size; d++) to[d] += a.scale * block.d_q[r * plan.size + d];
			}
		}
	}
	const int64_t n = head * a.keys + first;
	for (int64_t j = 0; j < here; j++) {
		if (a.d_k) std::memcpy(a.d_k + (n + j) * a.size, block.d_k + j * plan.size, sizeof(float) * a.size);
		if (a.d_v) std::memcpy(a.d_v + (n + j) * a.value_size, block.d_v + j * plan.value_size, sizeof(float) * a.value_size);
	}
}

/* d_q of one block of queries. */
void backward_queries(Block& block, int64_t head, int64_t index) {
	static const Ones ones;
	const al_attention& a = block.a;
	const Plan& plan = block.plan;
	block.open(head, index);
	std::memset(block.d_q, 0, sizeof(float) * block.count * plan.size);
	const Range seen = block.seen(0, block.count);
	for (int64_t first = seen.begin / plan.width * plan.width; first < seen.end; first += plan.width) {
		const int64_t last = std::min(first + plan.width, a.keys);
		for (int64_t j = first; j < last; j++)
			Block::copy(rows_of(a.k, block.b, block.g) + j * a.k.row, a.size, 1, block.keys + (j - first) * plan.size, plan.size);
		differentiate(block, first, last);
		uncap(block, up(last - first, STRIP));
		for (int64_t from = 0; from < block.count; from += ROWS) {
			const int64_t rows = std::min<int64_t>(ROWS, block.count - from);
			const Range keys = block.seen(from, rows);
			const int64_t begin = std::max(first, keys.begin), end = std::min(last, keys.end);
			if (begin >= end) continue;
			multiply(rows, plan.size, end - begin, block.d_scores + from * plan.width + (begin - first), plan.width, 1,
			         block.keys + (begin - first) * plan.size, plan.size, block.d_q + from * plan.size, plan.size, ones.of);
		}
	}
	for (int64_t r = 0; r < block.count; r++)
		Block::copy(block.d_q + r * plan.size, a.size, a.scale, a.d_q + block.query[r].n * a.size, a.size);
}

/* Gradients of the bias: a unit owns a part of it, and walks over all cells that share that part. */
struct BiasParts {
	int64_t batch, heads, blocks;
	explicit BiasParts(const al_attention& a)
		: batch(a.bias_stride[0] ? a.batch : 1), heads(a.bias_stride[1] ? a.heads : 1),
		  blocks(a.bias_stride[2] ? (a.queries + BLOCK - 1) / BLOCK : 1) {}
	int64_t count() const { return batch * heads * blocks; }
};

void backward_bias(Block& block, int64_t unit) {
	const al_attention& a = block.a;
	const Plan& plan = block.plan;
	const BiasParts parts(a);
	const int64_t part = unit % parts.blocks, of_head = unit / parts.blocks % parts.heads, of_batch = unit / parts.blocks / parts.heads;
	const int64_t from = parts.blocks == 1 ? 0 : part * BLOCK, to = parts.blocks == 1 ? a.queries : std::min(from + BLOCK, a.queries);
	for (int64_t b = parts.batch == 1 ? 0 : of_batch; b < (parts.batch == 1 ? a.batch : of_batch + 1); b++)
		for (int64_t h = parts.heads == 1 ? 0 : of_head; h < (parts.heads == 1 ? a.heads : of_head + 1); h++)
			for (int64_t i = from; i < to; i += BLOCK) {
				block.open_queries(b, h, i, std::min<int64_t>(BLOCK, to - i));
				const Range seen = block.seen(0, block.count);
				for (int64_t first = seen.begin / plan.width * plan.width; first < seen.end; first += plan.width) {
					const int64_t last = std::min(first + plan.width, a.keys);
					differentiate(block, first, last);
					for (int64_t r = 0; r < block.count; r++) {
						const Query& at = block.query[r];
						float* d_bias = a.d_bias + (at.bias - a.bias);
						for (int64_t j = std::max(first, at.range.begin); j < std::min(last, at.range.end); j++)
							d_bias[j * a.bias_stride[3]] += block.d_scores[r * plan.width + j - first];
					}
				}
			}
}

void backward_sink(const Plan& plan, int64_t h) {
	const al_attention& a = plan.a;
	double sum = 0;
	for (int64_t b = 0; b < a.batch; b++)
		for (int64_t i = 0; i < a.queries; i++) {
			const int64_t n = (b * a.heads + h) * a.queries + i;
			if (a.log_sum_exp[n] != NOTHING) sum -= double(std::exp(a.sinks[h] - a.log_sum_exp[n])) * plan.delta()[n];
		}
	a.d_sinks[h] = float(sum);
}

/* First and last by turns, so that a run of neighbours costs the same everywhere under a causal mask. */
int64_t turned(int64_t at, int64_t count) { return at % 2 ? count - 1 - at / 2 : at / 2; }

enum { PREPARE, MAIN, QUERIES, BIAS, SINKS, BACKWARD_PHASES };

} /* namespace */

int32_t phases(const al_attention& a) { return a.pass == AL_FORWARD ? QUERIES : BACKWARD_PHASES; }

int64_t units(const al_attention& a, int32_t phase) {
	const Plan plan(a);
	switch (phase) {
		case PREPARE: return plan.is_packed || plan.is_copied ? plan.heads : 0;
		case MAIN: if (plan.is_backward && !a.d_q && !a.d_k && !a.d_v) return 0;
			return plan.is_backward ? (plan.is_cut ? plan.heads * plan.key_blocks : plan.heads) : plan.heads * plan.blocks;
		case QUERIES: return plan.is_cut && a.d_q ? plan.heads * plan.blocks : 0;
		case BIAS: return a.d_bias ? BiasParts(a).count() : 0;
		default: return a.d_sinks ? a.heads : 0;
	}
}

int64_t workspace(const al_attention& a) {
	const Plan plan(a);
	return int64_t(sizeof(float)) * (up(plan.packed_k(), 16) + up(plan.packed_v(), 16) + up(plan.deltas(), 16));
}

int64_t scratch(const al_attention& a) { return int64_t(sizeof(float)) * Block::floats(Plan(a)) + 64; }

int64_t cost(const al_attention& a, int32_t phase) {
	const Plan plan(a);
	const int64_t cells = a.keys * (phase == PREPARE ? 1 : BLOCK) * (a.size + a.value_size) / W;
	return phase == MAIN && plan.is_backward && !plan.is_cut ? cells * plan.blocks * 3 : cells;
}

void run(const al_attention& a, int32_t phase, int64_t begin, int64_t end, void* scratch) {
	const Plan plan(a);
	Block block(plan, scratch);
	for (int64_t unit = begin; unit < end; unit++) {
		if (phase == PREPARE) {
			prepare(plan, unit);
		} else if (phase == SINKS) {
			backward_sink(plan, unit);
		} else if (phase == BIAS) {
			backward_bias(block, unit);
		} else if (phase == QUERIES) {
			backward_queries(block, unit / plan.blocks, turned(unit % plan.blocks, plan.blocks));
		} else if (!plan.is_backward) {
			forward(block, unit / plan.blocks, turned(unit % plan.blocks, plan.blocks));
		} else if (plan.is_cut) {
			backward_keys(block, unit / plan.key_blocks, turned(unit % plan.key_blocks, plan.key_blocks), false);
		} else {
			if (a.d_q) std::memset(a.d_q + unit * plan.rows * a.size, 0, sizeof(float) * plan.rows * a.size);
			for (int64_t at = 0; at < plan.key_blocks; at++) backward_keys(block, unit, at, a.d_q != nullptr);
		}
	}
}

} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
