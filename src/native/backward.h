/*
 * Backward. P = exp(s - log_sum_exp) is rebuilt. With dP = dO . v, dS = P (dP - delta), delta = sum(out * dO) less the
 * gradient of log_sum_exp:
 *   dV = P' dO     dK = scale dS' q     dQ = scale dS k
 * A unit is one key head, which walks over key blocks and inside over query blocks. Where there are too few heads for the
 * threads, keys and queries are cut into n parts each, and in turn t a unit takes part c of the keys and part (c + t) mod n of
 * the queries: after n turns all have met, and nobody added to a gradient while another did. No product is done twice, and
 * the order of all sums is fixed.
 */
#ifndef ATTENTION_LAB_BACKWARD_H
#define ATTENTION_LAB_BACKWARD_H

#include <cmath>
#include <cstring>

#include "block.h"

namespace attention_lab {
namespace ATTENTION_LAB_ISA {
namespace {

/*
 * P without the dropped and dS of the rows [from, from + rows) of a block and the keys [first, last): zeros where a row sees
 * nothing.
 */
inline void differentiate_rows(Block& block, int64_t from, int64_t rows, int64_t first, int64_t last) {
	const al_attention& a = block.a;
	const Plan& plan = block.plan;
	const int64_t width = up(last - first, STRIP);
	const Range seen = block.seen(from, rows);
	const int64_t begin = std::max(first, seen.begin / STRIP * STRIP);
	const int64_t end = begin + up(std::max<int64_t>(0, std::min(last, seen.end) - begin), STRIP);
	float *scores = block.scores + from * plan.width, *d_scores = block.d_scores + from * plan.width;
	if (begin >= end) {
		std::memset(scores, 0, sizeof(float) * rows * plan.width);
		std::memset(d_scores, 0, sizeof(float) * rows * plan.width);
		return;
	}
	block.products(from, rows, first, begin, end);
	const Term* strip = plan.v_of(block.head) + begin * plan.value_depth;
	for (int64_t j = begin; j < end; j += STRIP, strip += STRIP * plan.value_depth)
		tiles<2>(rows, plan.value_depth, block.d_out + from * plan.d_out_row, plan.d_out_row, 1, strip, STRIP,
		         d_scores + (j - first), plan.width, nullptr);
	const bool is_plain = end <= last && block.is_plain(from, rows, begin, end);
	for (int64_t r = from; r < from + rows; r++) {
		float *s = block.scores + r * plan.width, *d = block.d_scores + r * plan.width;
		if (!is_plain) block.finish(r, first, begin, end, block.slope + r * plan.width);
		const int64_t n = block.query[r].n;
		const float level = a.log_sum_exp[n] == NOTHING ? 0 : a.log_sum_exp[n], delta = plan.delta()[n];
		for (float* of : {s, d}) {
			std::memset(of, 0, sizeof(float) * (begin - first));
			std::memset(of + end - first, 0, sizeof(float) * (first + width - end));
		}
		if (a.dropout > 0) block.drop(r, d, first, begin, end);
		for (int64_t j = begin - first; j < end - first; j += W) {
			const Floats score = load(s + j), p = weight(score - level), d_score = p * (load(d + j) - delta);
			/* What a row does not see may hold anything. */
			const Ints closed = score == NOTHING;
			store(s + j, is_plain ? p : choose(closed, Floats{}, p));
			store(d + j, is_plain ? d_score : choose(closed, Floats{}, d_score));
		}
		if (a.dropout > 0) block.drop(r, s, first, begin, end);
	}
}

/* What softcap does to the gradient of the product. */
inline void uncap(Block& block, int64_t from, int64_t rows, int64_t width) {
	if (block.a.softcap <= 0) return;
	for (int64_t r = from; r < from + rows; r++) {
		float *d = block.d_scores + r * block.plan.width, *slope = block.slope + r * block.plan.width;
		/* Where nothing was computed there is no slope, and the gradient is zero. */
		for (int64_t j = 0; j < width; j++) d[j] = d[j] == 0 ? 0 : d[j] * slope[j];
	}
}

/* The same of all rows, as terms for the products with q, k and d_out: dS with regard to the product q . k. */
inline void differentiate(Block& block, int64_t first, int64_t last) {
	const Plan& plan = block.plan;
	const int64_t width = up(last - first, STRIP);
	for (int64_t from = 0; from < block.count; from += ROWS) {
		const int64_t rows = std::min<int64_t>(ROWS, block.count - from);
		differentiate_rows(block, from, rows, first, last);
		uncap(block, from, rows, width);
		const int64_t at = from * plan.width, down = from / TERM * plan.width;
		round_rows(block.scores + at, plan.width, rows, width, nullptr, block.weight_columns + down);
		round_rows(block.d_scores + at, plan.width, rows, width, block.d_weights + at / TERM, block.d_weight_columns + down);
	}
}

/* Ones, by which `multiply` keeps what is there. */
struct Ones {
	alignas(64) float of[std::max(BACKWARD_KEYS, BLOCK)];
	constexpr Ones() : of() {
		for (float& one : of) one = 1;
	}
};
constexpr Ones ONES;

/* into [KEYS, N] += weights' right: what the queries of a block give to each of `here` keys. */
inline void give(const Block& block, const Term* weights, const Term* right, int64_t columns, int64_t first, int64_t here,
                 float* into) {
	const int64_t width = block.plan.width;
	for (int64_t at = 0; at < here; at += ROWS) {
		const int64_t rows = std::min<int64_t>(ROWS, here - at);
		const Range some = block.looking(first + at, first + at + rows);
		const int64_t begin = some.begin / TERM, end = terms(some.end);
		multiply(rows, columns, end - begin, weights + begin * width + at, 1, width, right + begin * columns, columns,
		         into + at * columns, columns, ONES.of);
	}
}

/* d_q [BLOCK, D] = dS keys: what the keys [first, last) give to the queries of a block; `is_apart` as in the forward. */
inline void receive(Block& block, int64_t first, int64_t last, bool is_apart) {
	const Plan& plan = block.plan;
	std::memset(block.d_q, 0, sizeof(float) * block.count * plan.size);
	for (int64_t from = 0; from < block.count; from += ROWS) {
		const int64_t rows = std::min<int64_t>(ROWS, block.count - from);
		const Range seen = block.seen(from, rows);
		const int64_t begin = std::max(first, seen.begin) / TERM, end = terms(std::min(last, seen.end));
		if (begin >= end) continue;
		const int64_t at = begin - first / TERM, row = plan.width / TERM;
		const Term *d_weights = block.d_weights + from * row + at, *keys = block.keys + at * plan.size;
		float* d_q = block.d_q + from * plan.size;
		if (is_apart)
			multiply_apart(rows, plan.size, end - begin, d_weights, row, keys, plan.size, d_q, plan.size, ONES.of);
		else
			multiply(rows, plan.size, end - begin, d_weights, row, 1, keys, plan.size, d_q, plan.size, ONES.of);
	}
}

/* Adds to what keys [first, last) and the blocks [from, to) of queries give each other. */
inline void backward_keys(Block& block, int64_t head, int64_t first, int64_t last, int64_t from, int64_t to) {
	const al_attention& a = block.a;
	const Plan& plan = block.plan;
	const int64_t here = last - first;
	bool is_touched = false;
	for (int64_t index = from; index < to && !(a.cancelled && *a.cancelled); index++) {
		block.open(head, index);
		const Range seen = block.seen(0, block.count);
		if (seen.begin >= last || seen.end <= first) continue;
		if (!is_touched) {
			std::memset(block.d_k, 0, sizeof(float) * plan.width * plan.size);
			std::memset(block.d_v, 0, sizeof(float) * plan.width * plan.value_size);
			if (a.d_q) block.take_keys(first, last);
			is_touched = true;
		}
		differentiate(block, first, last);
		if (a.d_v) give(block, block.weight_columns, block.d_out_columns, plan.value_size, first, here, block.d_v);
		if (a.d_k) give(block, block.d_weight_columns, block.q_columns, plan.size, first, here, block.d_k);
		if (!a.d_q) continue;
		receive(block, first, last, false);
		if (block.is_limited() && !is_finite(block.d_q, block.count * plan.size)) receive(block, first, last, true);
		for (int64_t r = 0; r < block.count; r++)
			Block::add(block.d_q + r * plan.size, a.size, a.scale, a.d_q + block.query[r].n * a.size);
	}
	if (!is_touched) return;
	const int64_t n = head * a.keys + first;
	for (int64_t j = 0; j < here; j++) {
		if (a.d_k) Block::add(block.d_k + j * plan.size, a.size, IS_SCALED ? a.scale : 1, a.d_k + (n + j) * a.size);
		if (a.d_v) Block::add(block.d_v + j * plan.value_size, a.value_size, 1, a.d_v + (n + j) * a.value_size);
	}
}

/* What part `part` of the keys does in turn `turn`. */
inline void backward_part(Block& block, int64_t head, int64_t part, int64_t turn) {
	const Plan& plan = block.plan;
	const int64_t begin = part * plan.part_keys, end = std::min(begin + plan.part_keys, plan.a.keys);
	const int64_t from = (part + turn) % plan.parts * plan.part_blocks, to = std::min(from + plan.part_blocks, plan.blocks);
	for (int64_t first = begin; first < end; first += plan.width)
		backward_keys(block, head, first, std::min(first + plan.width, end), from, to);
}

/* Gradients of the bias: a unit owns a part of it, and walks over all cells that share that part. */
struct BiasParts {
	int64_t batch, heads, blocks;
	explicit BiasParts(const al_attention& a)
		: batch(a.bias_stride[0] ? a.batch : 1), heads(a.bias_stride[1] ? a.heads : 1),
		  blocks(a.bias_stride[2] ? (a.queries + BLOCK - 1) / BLOCK : 1) {}
	int64_t count() const { return batch * heads * blocks; }
};

inline void backward_bias(Block& block, int64_t unit) {
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
					for (int64_t at = 0; at < block.count; at += ROWS)
						differentiate_rows(block, at, std::min<int64_t>(ROWS, block.count - at), first, last);
					for (int64_t r = 0; r < block.count; r++) {
						const Query& at = block.query[r];
						float* d_bias = a.d_bias + (at.bias - a.bias);
						for (int64_t j = std::max(first, at.range.begin); j < std::min(last, at.range.end); j++)
							d_bias[j * a.bias_stride[3]] += block.d_scores[r * plan.width + j - first];
					}
				}
			}
}

inline void backward_sink(const Plan& plan, int64_t h) {
	const al_attention& a = plan.a;
	double sum = 0;
	for (int64_t b = 0; b < a.batch; b++)
		for (int64_t i = 0; i < a.queries; i++) {
			const int64_t n = (b * a.heads + h) * a.queries + i;
			if (a.log_sum_exp[n] != NOTHING) sum -= double(std::exp(a.sinks[h] - a.log_sum_exp[n])) * plan.delta()[n];
		}
	a.d_sinks[h] = float(sum);
}

} /* namespace */
} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
#endif
