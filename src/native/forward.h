/*
 * Forward. A unit is one block of queries. It walks over the keys in blocks; ROWS queries at a time:
 *   scores [ROWS, KEYS]   = q . k, softcap, bias, mask
 *   running maximum, exp, running sum; output [ROWS, E] = output * shrink + weights . v
 */
#ifndef ATTENTION_LAB_FORWARD_H
#define ATTENTION_LAB_FORWARD_H

#include <cmath>

#include "block.h"

namespace attention_lab {
namespace ATTENTION_LAB_ISA {
namespace {

/* Weights times values of all rows, not yet over their sums; with `is_apart` 0 takes nothing of what is not finite. */
inline void add_up(Block& block, int64_t head, bool is_apart) {
	const al_attention& a = block.a;
	const Plan& plan = block.plan;
	std::fill(block.top, block.top + block.count, NOTHING);
	std::fill(block.sum, block.sum + block.count, 0.0f);
	std::memset(block.out, 0, sizeof(float) * block.count * plan.value_size);
	const Term* v = plan.is_copied ? plan.v_of(head) : (const Term*)rows_of(a.v, block.b, block.g);
	const int64_t v_row = plan.is_copied ? plan.value_size : a.v.row, weight_row = plan.width / TERM;
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
				Floats even = load(s + begin), odd = load(s + begin + W);
				for (int64_t j = begin + STRIP; j < end; j += STRIP) {
					even = larger(even, load(s + j));
					odd = larger(odd, load(s + j + W));
				}
				const float top = std::max(block.top[r], highest(larger(even, odd)));
				const float level = top == NOTHING ? 0 : top;
				Floats sum = {};
				Term* weights = block.weights + r * weight_row + (begin - first) / TERM;
				for (int64_t j = begin; j < end; j += STRIP) {
					const Floats low = weight(load(s + j) - level), high = weight(load(s + j + W) - level);
					sum += low;
					sum += high;
					if (TERM == 1 || a.dropout <= 0) {
						round_pair(low, high, weights + (j - begin) / TERM);
					} else {
						store(s + j, low);
						store(s + j + W, high);
					}
				}
				block.shrink[r] = top == block.top[r] ? 1 : std::exp(block.top[r] - top);
				block.sum[r] = block.sum[r] * block.shrink[r] + total(sum);
				block.top[r] = top;
				if (a.dropout <= 0) continue;
				block.drop(r, s + first, first, begin, end);
				for (int64_t j = begin; TERM > 1 && j < end; j += STRIP)
					round_pair(load(s + j), load(s + j + W), weights + (j - begin) / TERM);
			}
			const Term* weights = block.weights + from * weight_row + (begin - first) / TERM;
			const Term* values = v + begin / TERM * v_row;
			float* out = block.out + from * plan.value_size;
			const int64_t depth = terms(last - begin);
			if (is_apart)
				multiply_apart(rows, plan.value_size, depth, weights, weight_row, values, v_row, out, plan.value_size, block.shrink + from);
			else
				multiply(rows, plan.value_size, depth, weights, weight_row, 1, values, v_row, out, plan.value_size, block.shrink + from);
		}
	}
}

inline void forward(Block& block, int64_t head, int64_t index) {
	const al_attention& a = block.a;
	const Plan& plan = block.plan;
	block.open(head, index);
	add_up(block, head, false);
	/* A masked key contributes nothing, but 0 * Inf is NaN: rare, so it is looked for in what came out. */
	if (block.is_limited() && !is_finite(block.out, block.count * plan.value_size)) add_up(block, head, true);
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
		a.log_sum_exp[at.n] = sum == 0 ? NOTHING : top + std::log(sum);
		const float part = sum == 0 ? 0 : 1 / sum;
		float* out = a.out + at.n * a.value_size;
		for (int64_t e = 0; e < a.value_size; e++) out[e] = block.out[r * plan.value_size + e] * part;
	}
}

} /* namespace */
} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
#endif
