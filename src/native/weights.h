/*
 * The weights once more, from q, k and log_sum_exp: w = exp(s - log_sum_exp), a block of queries with a block of keys at a
 * time, so that no matrix of L x S is held.
 *
 * Statistics: a unit is a part of one head's blocks of queries, every parts-th of them, so that causal parts cost the same.
 * Column sums are kept for each part and added up in their order afterwards.
 * Tile: a unit is one row of pixels, or as many as a block of queries has.
 */
#ifndef ATTENTION_LAB_WEIGHTS_H
#define ATTENTION_LAB_WEIGHTS_H

#include "block.h"

namespace attention_lab {
namespace ATTENTION_LAB_ISA {
namespace {

/* Units that keep many threads busy. */
constexpr int64_t PARTS = 64;

/* Where a pass over the weights puts its numbers, beside the plan. */
struct Weighing {
	const al_attention& a;
	int64_t heads, blocks, parts;
	explicit Weighing(const al_attention& a)
		: a(a), heads(a.batch * a.heads), blocks((a.queries + BLOCK - 1) / BLOCK),
		  parts(std::min(blocks, std::max<int64_t>(1, PARTS / std::max<int64_t>(1, heads)))) {}
	/* Floats of the workspace behind the packed keys: [B, H, parts, S]. */
	int64_t floats() const { return a.column_mass ? heads * parts * a.keys : 0; }
	float* column_mass(const Plan& plan, int64_t unit) const {
		return static_cast<float*>(a.workspace) + up(plan.packed_k(), 16) + unit * a.keys;
	}
};

/*
 * Weights of all rows of a block with the keys [first, last) into block.scores, zeros to the end of their last strip. Adds
 * -sum(w log w) to `entropy`, where it is wanted: log w is known before w.
 */
inline void weigh(Block& block, int64_t first, int64_t last, double* entropy = nullptr) {
	const al_attention& a = block.a;
	const Plan& plan = block.plan;
	/* Products begin with a strip, which may be before the first key of a tile. */
	const int64_t start = first / STRIP * STRIP, width = up(last - start, STRIP);
	for (int64_t from = 0; from < block.count; from += ROWS) {
		const int64_t rows = std::min<int64_t>(ROWS, block.count - from);
		const Range seen = block.seen(from, rows);
		const int64_t begin = std::max(start, seen.begin / STRIP * STRIP);
		const int64_t end = begin + up(std::max<int64_t>(0, std::min(last, seen.end) - begin), STRIP);
		if (begin < end) block.products(from, rows, start, begin, end);
		const bool is_plain = begin < end && end <= last && block.is_plain(from, rows, begin, end);
		for (int64_t r = from; r < from + rows; r++) {
			float* s = block.scores + r * plan.width;
			if (begin >= end) {
				std::memset(s, 0, sizeof(float) * width);
				continue;
			}
			if (!is_plain) block.finish(r, start, begin, end, nullptr);
			const float known = a.log_sum_exp[block.query[r].n], level = known == NOTHING ? 0 : known;
			std::memset(s, 0, sizeof(float) * (begin - start));
			std::memset(s + end - start, 0, sizeof(float) * (start + width - end));
			Floats sum = {};
			for (int64_t j = begin - start; j < end - start; j += W) {
				const Floats score = load(s + j), x = score - level;
				const Floats w = is_plain ? exp(x) : choose(score == NOTHING, Floats{}, exp(x));
				if (entropy) sum -= w * larger(x, splat(-87.0f));
				store(s + j, w);
			}
			if (entropy) entropy[r] += total(sum);
		}
	}
}

/* The largest weights of one row, falling, as the keys go by. */
struct Top {
	float* weights;
	int32_t* keys;
	int32_t count;

	void open() const {
		std::fill(weights, weights + count, 0.0f);
		std::fill(keys, keys + count, -1);
	}
	void take(const float* row, int64_t first, int64_t count_of_row) const {
		for (int64_t j = 0; j < count_of_row; j += W) {
			const int64_t here = std::min<int64_t>(W, count_of_row - j);
			if (highest(load_some(row + j, here)) <= weights[count - 1]) continue;
			for (int64_t at = j; at < j + here; at++) put(row[at], int32_t(first + at));
		}
	}
	void put(float weight, int32_t key) const {
		if (weight <= weights[count - 1]) return;
		int32_t at = count - 1;
		for (; at > 0 && weight > weights[at - 1]; at--) {
			weights[at] = weights[at - 1];
			keys[at] = keys[at - 1];
		}
		weights[at] = weight;
		keys[at] = key;
	}
};

/* sum(w |j - level|) of one row of the keys first + [0, count). */
inline double distance_of(const float* w, int64_t first, int64_t count, int64_t level) {
	Floats sum = {};
	for (int64_t j = 0; j < count; j += W) {
		const Floats place = __builtin_convertvector(lanes() + int32_t(first + j - level), Floats);
		sum += load_some(w + j, count - j) * choose(place < 0.0f, -place, place);
	}
	return total(sum);
}

/* One part of one head's blocks of queries. */
inline void statistics(Block& block, int64_t unit) {
	const al_attention& a = block.a;
	const Plan& plan = block.plan;
	const Weighing weighing(a);
	const int64_t part = unit % weighing.parts, head = unit / weighing.parts, b = head / a.heads, h = head % a.heads;
	float* mass = a.column_mass ? weighing.column_mass(plan, unit) : nullptr;
	if (mass) std::memset(mass, 0, sizeof(float) * a.keys);
	const int64_t shift = a.diagonal == AL_BOTTOM_RIGHT
	                          ? (a.key_lengths ? a.key_lengths[b] : a.keys) - (a.query_lengths ? a.query_lengths[b] : a.queries)
	                          : 0;
	for (int64_t index = part; index < weighing.blocks; index += weighing.parts) {
		const int64_t from = index * BLOCK;
		block.open_queries(b, h, from, std::min<int64_t>(BLOCK, a.queries - from));
		double entropy[BLOCK] = {}, distance[BLOCK] = {};
		const auto top = [&](int64_t r) { return Top{a.top_weights + block.query[r].n * a.top, a.top_keys + block.query[r].n * a.top, a.top}; };
		for (int64_t r = 0; a.top > 0 && r < block.count; r++) top(r).open();
		const Range seen = block.seen(0, block.count);
		for (int64_t first = 0; first < a.keys; first += plan.width) {
			const int64_t here = std::min(plan.width, a.keys - first);
			const bool is_seen = seen.begin < first + here && seen.end > first;
			if (!is_seen && !a.weights) continue;
			if (is_seen) weigh(block, first, first + here, a.entropy ? entropy : nullptr);
			for (int64_t r = 0; r < block.count; r++) {
				const float* w = block.scores + r * plan.width;
				if (a.weights) {
					float* to = a.weights + block.query[r].n * a.keys + first;
					if (is_seen) std::memcpy(to, w, sizeof(float) * here);
					else std::memset(to, 0, sizeof(float) * here);
				}
				if (!is_seen) continue;
				if (a.distance) distance[r] += distance_of(w, first, here, from + r + shift);
				if (a.top > 0) top(r).take(w, first, here);
				for (int64_t j = 0; mass && j < here; j++) mass[first + j] += w[j];
			}
		}
		for (int64_t r = 0; r < block.count; r++) {
			if (a.entropy) a.entropy[block.query[r].n] = float(entropy[r]);
			if (a.distance) a.distance[block.query[r].n] = float(distance[r]);
		}
	}
}

inline void add_parts(const Plan& plan, int64_t head) {
	const al_attention& a = plan.a;
	const Weighing weighing(a);
	float* to = a.column_mass + head * a.keys;
	std::memset(to, 0, sizeof(float) * a.keys);
	for (int64_t part = 0; part < weighing.parts; part++) {
		const float* from = weighing.column_mass(plan, head * weighing.parts + part);
		for (int64_t j = 0; j < a.keys; j++) to[j] += from[j];
	}
}

/* The pixels of a rectangle. */
struct Pixels {
	const al_attention& a;
	int64_t side, rows, columns, rows_at_once;
	explicit Pixels(const al_attention& a)
		: a(a), side(int64_t(1) << a.zoom), rows((a.tile_rows[1] - a.tile_rows[0] + side - 1) / side),
		  columns((a.tile_keys[1] - a.tile_keys[0] + side - 1) / side), rows_at_once(std::max<int64_t>(1, BLOCK / side)) {}
	int64_t units() const { return (rows + rows_at_once - 1) / rows_at_once; }
};

inline void pool(Block& block, int64_t unit) {
	const al_attention& a = block.a;
	const Plan& plan = block.plan;
	const Pixels pixels(a);
	const int64_t top = unit * pixels.rows_at_once, bottom = std::min(pixels.rows, top + pixels.rows_at_once);
	const int64_t begin = top * pixels.columns, end = bottom * pixels.columns;
	if (a.tile_max) std::fill(a.tile_max + begin, a.tile_max + end, 0.0f);
	if (a.tile_mean) std::fill(a.tile_mean + begin, a.tile_mean + end, 0.0f);
	const int64_t last_row = std::min(a.tile_rows[1], a.tile_rows[0] + bottom * pixels.side);
	for (int64_t from = a.tile_rows[0] + top * pixels.side; from < last_row; from += BLOCK) {
		block.open_queries(a.tile_batch, a.tile_head, from, std::min<int64_t>(BLOCK, last_row - from));
		block.head = 0; /* the only one that is packed */
		const Range seen = block.seen(0, block.count);
		for (int64_t first = a.tile_keys[0]; first < a.tile_keys[1];) {
			const int64_t start = first / STRIP * STRIP, last = std::min(a.tile_keys[1], start + plan.width);
			if (seen.begin < last && seen.end > first) {
				weigh(block, first, last);
				for (int64_t r = 0; r < block.count; r++) {
					const float* w = block.scores + r * plan.width - start;
					const int64_t row = ((from + r - a.tile_rows[0]) >> a.zoom) * pixels.columns;
					for (int64_t j = first; j < last;) {
						const int64_t at = (j - a.tile_keys[0]) >> a.zoom, stop = std::min(last, a.tile_keys[0] + (at + 1) * pixels.side);
						float highest = 0, sum = 0;
						for (; j < stop; j++) {
							highest = std::max(highest, w[j]);
							sum += w[j];
						}
						if (a.tile_max) a.tile_max[row + at] = std::max(a.tile_max[row + at], highest);
						if (a.tile_mean) a.tile_mean[row + at] += sum;
					}
				}
			}
			first = last;
		}
	}
	if (!a.tile_mean) return;
	for (int64_t y = top; y < bottom; y++)
		for (int64_t x = 0; x < pixels.columns; x++) {
			const int64_t height = std::min(pixels.side, a.tile_rows[1] - a.tile_rows[0] - y * pixels.side);
			const int64_t across = std::min(pixels.side, a.tile_keys[1] - a.tile_keys[0] - x * pixels.side);
			a.tile_mean[y * pixels.columns + x] /= float(height) * float(across);
		}
}

} /* namespace */
} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
#endif
