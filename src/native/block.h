/* A block of queries with all that belongs to them, in the scratch of one thread. */
#ifndef ATTENTION_LAB_BLOCK_H
#define ATTENTION_LAB_BLOCK_H

#include <algorithm>
#include <type_traits>

#include "cell.h"
#include "plan.h"

namespace attention_lab {
namespace ATTENTION_LAB_ISA {
namespace {

/* One query of the list that shares a key head. */
struct Query {
	int64_t h, i;
	Range range;
	int64_t n; /* place in [B, H, L] */
	const float* bias;
	const uint8_t* mask;
};

struct Block {
	const al_attention& a;
	const Plan& plan;
	int64_t b, g, head, count;
	Query query[BLOCK];
	Term* q;                              /* [BLOCK, D] */
	float *scores, *out;                  /* [BLOCK, KEYS], [BLOCK, E] */
	Term *d_out, *keys;                   /* backward: [BLOCK, E], [KEYS, D] */
	float *d_scores, *slope;              /* backward: [BLOCK, KEYS], [BLOCK, KEYS] */
	float *d_k, *d_v, *d_q;               /* backward: [KEYS, D], [KEYS, E], [BLOCK, D] */
	/*
	 * What the products of weights and of their gradients read, which are the matrices above where a term is one number:
	 * terms along the keys [BLOCK, KEYS / TERM], and terms along the queries [BLOCK / TERM, as many columns as above].
	 */
	Term *weights, *d_weights;
	Term *q_columns, *d_out_columns, *weight_columns, *d_weight_columns;
	alignas(64) float top[BLOCK], sum[BLOCK], shrink[BLOCK];

	int64_t words = 0;

	/* Words of a scratch. */
	static int64_t floats(const Plan& plan) { return Block(plan, nullptr).words; }

	Block(const Plan& plan, void* scratch) : a(plan.a), plan(plan) {
		const auto take = [&](auto*& matrix, int64_t count) {
			using Word = std::remove_reference_t<decltype(*matrix)>;
			matrix = scratch ? static_cast<Word*>(scratch) + words : nullptr;
			words += up(count, 16);
		};
		take(q, BLOCK * plan.q_row);
		take(scores, BLOCK * plan.width);
		take(out, BLOCK * plan.value_size);
		share_or_take(take, weights, scores, plan.is_backward ? 0 : BLOCK * plan.width / TERM);
		if (!plan.is_backward) return;
		take(d_out, BLOCK * plan.d_out_row);
		take(d_scores, BLOCK * plan.width);
		take(slope, a.softcap > 0 ? BLOCK * plan.width : 0);
		take(keys, plan.width / TERM * plan.size);
		take(d_k, plan.width * plan.size);
		take(d_v, plan.width * plan.value_size);
		take(d_q, BLOCK * plan.size);
		share_or_take(take, d_weights, d_scores, BLOCK * plan.width / TERM);
		share_or_take(take, q_columns, q, BLOCK / TERM * plan.size);
		share_or_take(take, d_out_columns, d_out, BLOCK / TERM * plan.value_size);
		share_or_take(take, weight_columns, scores, BLOCK / TERM * plan.width);
		share_or_take(take, d_weight_columns, d_scores, BLOCK / TERM * plan.width);
	}

	template <typename Take, typename Other>
	static void share_or_take(const Take& take, Term*& matrix, Other* same, int64_t count) {
		if constexpr (TERM == 1)
			matrix = same;
		else
			take(matrix, count);
	}

	/* Takes up the queries of block `index` of a key head. */
	void open(int64_t of, int64_t index) {
		const int64_t first = index * BLOCK;
		begin_at(of, std::min<int64_t>(BLOCK, plan.rows - first));
		for (int64_t r = 0; r < count; r++)
			take_up(r, g * plan.share + (first + r) % plan.share, (first + r) / plan.share);
		if (plan.is_backward) turn_up();
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
		const bool is_blind = query[r].range.begin == query[r].range.end; /* It may be padding, and hold anything. */
		take_row(q_of(r), is_blind ? 0 : a.size, a.scale, q + r * plan.q_row, plan.q_row);
		if (plan.is_backward)
			take_row(d_out_of(r), is_blind ? 0 : a.value_size, 1, d_out + r * plan.d_out_row, plan.d_out_row);
	}

	const float* q_of(int64_t r) const { return rows_of(a.q, b, query[r].h) + query[r].i * a.q.row; }
	const float* d_out_of(int64_t r) const { return a.d_out + query[r].n * a.value_size; }

	/* q and d_out with their terms along the queries. */
	void turn_up() {
		if constexpr (TERM > 1) {
			const auto sees = [&](int64_t r) { return r < count && query[r].range.begin < query[r].range.end; };
			const auto q_or = [&](int64_t r) { return sees(r) ? q_of(r) : nullptr; };
			const auto d_out_or = [&](int64_t r) { return sees(r) ? d_out_of(r) : nullptr; };
			for (int64_t r = 0; r < count; r += TERM) {
				take_pair(q_or(r), q_or(r + 1), a.size, q_columns + r / TERM * plan.size, plan.size);
				take_pair(d_out_or(r), d_out_or(r + 1), a.value_size, d_out_columns + r / TERM * plan.value_size,
				          plan.value_size);
			}
		}
	}

	static void add(const float* from, int64_t size, float scale, float* to) {
		for (int64_t d = 0; d < size; d++) to[d] += from[d] * scale;
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

	/* Queries of which some may see a key of [begin, end): those that see none stand at the ends. */
	Range looking(int64_t begin, int64_t end) const {
		const auto is_blind = [&](int64_t r) { return query[r].range.begin >= end || query[r].range.end <= begin; };
		int64_t from = 0, to = count;
		while (from < to && is_blind(from)) from++;
		while (from < to && is_blind(to - 1)) to--;
		return {from, to};
	}

	/* Takes up the keys [first, last) as rows, for products with the other side. */
	void take_keys(int64_t first, int64_t last) {
		const int64_t end = a.key_lengths ? std::min<int64_t>(last, a.key_lengths[b]) : last;
		take_rows(rows_of(a.k, b, g) + first * a.k.row, a.k.row, end - first, a.size, keys, plan.size);
	}

	/* Whether every row of [from, from + rows) sees all keys of [begin, end), and its score is the plain product. */
	bool is_plain(int64_t from, int64_t rows, int64_t begin, int64_t end) const {
		if (a.softcap > 0 || a.bias || a.mask) return false;
		for (int64_t r = from; r < from + rows; r++)
			if (query[r].range.begin > begin || query[r].range.end < end) return false;
		return true;
	}

	/* Whether products with the keys may meet cells that a row does not see; with lengths of keys alone they end before. */
	bool is_limited() const { return a.mask || a.bias || a.left >= 0 || a.right >= 0 || a.query_lengths; }

	/* Products q . k of rows [from, from + rows) with the keys [begin, end), which begin with a strip. */
	void products(int64_t from, int64_t rows, int64_t first, int64_t begin, int64_t end) {
		if (plan.is_packed) {
			const Term* strip = plan.k_of(head) + begin * plan.depth;
			for (int64_t j = begin; j < end; j += STRIP, strip += STRIP * plan.depth)
				tiles<2>(rows, plan.depth, q + from * plan.q_row, plan.q_row, 1, strip, STRIP,
				         scores + from * plan.width + (j - first), plan.width, nullptr, a.scale);
			return;
		}
		if constexpr (TERM == 1) dots(from, rows, first, begin, end);
	}

	/* The same without packed keys. */
	void dots(int64_t from, int64_t rows, int64_t first, int64_t begin, int64_t end) {
		const float* k = rows_of(a.k, b, g);
		for (int64_t r = from; r < from + rows; r++) {
			for (int64_t j = begin; j < end; j++) scores[r * plan.width + j - first] = dot((const float*)q + r * plan.q_row, k + j * a.k.row);
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
		const bool is_bare = a.softcap <= 0 && !at.bias && !at.mask;
		for (int64_t j = begin; j < end; j += W) {
			if (is_bare && j >= at.range.begin && j + W <= at.range.end) { /* Nothing to do up to the end of the range. */
				j = std::min(end, at.range.end / W * W) - W;
				continue;
			}
			Floats v = load(s + j);
			if (a.softcap > 0) {
				const Floats t = tanh(v * (1 / a.softcap));
				v = t * a.softcap;
				if (slopes) store(slopes + j - first, 1.0f - t * t);
			}
			const int64_t here = std::clamp<int64_t>(a.keys - j, 0, W);
			if (at.bias) {
				Floats bias = {};
				if (a.bias_stride[3] == 1) {
					bias = load_some(at.bias + j, here);
				} else {
					for (int64_t n = 0; n < here; n++) bias[n] = at.bias[(j + n) * a.bias_stride[3]];
				}
				v = choose(bias == splat(NOTHING), splat(NOTHING), v + bias);
			}
			if (at.mask) {
				Bytes seen = {};
				if (a.mask_stride[3] == 1) {
					std::memcpy(&seen, at.mask + j, here);
				} else {
					for (int64_t n = 0; n < here; n++) seen[n] = at.mask[(j + n) * a.mask_stride[3]];
				}
				v = choose(__builtin_convertvector(seen, Ints) != 0, v, splat(NOTHING));
			}
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

} /* namespace */
} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
#endif
