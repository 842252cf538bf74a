/* A block of queries with all that belongs to them, in the scratch of one thread. */
#ifndef ATTENTION_LAB_BLOCK_H
#define ATTENTION_LAB_BLOCK_H

#include <algorithm>

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
		for (int64_t j = first; j < last; j++)
			copy(rows_of(a.k, b, g) + j * a.k.row, a.size, 1, keys + (j - first) * plan.size, plan.size);
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

} /* namespace */
} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
#endif
