/* The sizes that follow from an attention, and where its packed keys and values lie. */
#ifndef ATTENTION_LAB_PLAN_H
#define ATTENTION_LAB_PLAN_H

#include <algorithm>
#include <cstring>

#include "attention.h"
#include "matrix.h"

namespace attention_lab {
namespace ATTENTION_LAB_ISA {
namespace {

/* Keys at once: with more, output is touched less often; a backward keeps five blocks of them in the second cache. */
constexpr int64_t FORWARD_KEYS = 512, BACKWARD_KEYS = 256;
/* A multiple of ROWS. */
constexpr int64_t BLOCK = 64 / ROWS * ROWS;
/* With fewer queries for a key head, packing the keys costs more than it saves. */
constexpr int64_t FEW = 16;
/* So many key heads keep the threads busy without cutting a backward; else it has parts, of a block of keys at least. */
constexpr int64_t MANY = 8, MOST_PARTS = 16;

inline int64_t up(int64_t n, int64_t step) { return (n + step - 1) / step * step; }

/* The sizes that follow from an attention. */
struct Plan {
	const al_attention& a;
	int64_t first_key, strips, share, rows, blocks, width, heads, size, value_size;
	int64_t depth, value_depth; /* terms of a row of q, k and of v, d_out */
	int64_t q_row, d_out_row;   /* the same in whole vectors */
	/* Of a backward: parts of a key head, the keys and the blocks of queries in each. */
	int64_t parts, part_keys, part_blocks;
	bool is_packed, is_copied, is_backward;

	explicit Plan(const al_attention& a)
		: a(a), first_key(a.pass == AL_TILE ? a.tile_keys[0] / STRIP * STRIP : 0),
		  strips(((a.pass == AL_TILE ? a.tile_keys[1] : a.keys) - first_key + STRIP - 1) / STRIP), share(a.heads / a.groups),
		  rows(share * a.queries), blocks((rows + BLOCK - 1) / BLOCK), width(a.pass == AL_BACKWARD ? BACKWARD_KEYS : FORWARD_KEYS),
		  heads(a.pass == AL_TILE ? 1 : a.batch * a.groups),
		  size(up(a.size, W)), value_size(up(a.value_size, W)) {
		is_backward = a.pass == AL_BACKWARD;
		is_packed = a.pass != AL_FORWARD || rows >= FEW || TERM > 1;
		/* Rows of v that are no whole vectors of terms are copied beforehand. */
		is_copied = a.pass == AL_FORWARD && (value_size != a.value_size || TERM > 1);
		depth = terms(a.size);
		value_depth = terms(a.value_size);
		q_row = up(depth, W);
		d_out_row = up(value_depth, W);
		const int64_t most = heads < MANY ? std::min({(a.keys + BACKWARD_KEYS - 1) / BACKWARD_KEYS, blocks, MOST_PARTS}) : 1;
		parts = std::max<int64_t>(1, most);
		part_keys = up((a.keys + parts - 1) / parts, STRIP);
		part_blocks = (blocks + parts - 1) / parts;
	}

	/* Words of the workspace: packed k, then copied or packed v, then delta. */
	int64_t packed_k() const { return is_packed ? heads * strips * STRIP * depth : 0; }
	int64_t packed_v() const {
		if (is_backward) return heads * strips * STRIP * value_depth;
		return is_copied ? heads * terms(a.keys) * value_size : 0;
	}
	int64_t deltas() const { return is_backward ? a.batch * a.heads * a.queries : 0; }
	/* As if all keys were there, though a tile packs those from first_key on. */
	Term* k_of(int64_t n) const { return static_cast<Term*>(a.workspace) + (n * strips * STRIP - first_key) * depth; }
	Term* v_of(int64_t n) const {
		return static_cast<Term*>(a.workspace) + up(packed_k(), 16) +
		       n * (is_backward ? strips * STRIP * value_depth : terms(a.keys) * value_size);
	}
	float* delta() const { return static_cast<float*>(a.workspace) + up(packed_k(), 16) + up(packed_v(), 16); }
};

inline const float* rows_of(const al_rows& t, int64_t b, int64_t h) { return t.data + b * t.batch + h * t.head; }

inline void prepare(const Plan& plan, int64_t head) {
	const al_attention& a = plan.a;
	if (a.pass == AL_TILE) {
		const float* k = rows_of(a.k, a.tile_batch, a.tile_head / plan.share) + plan.first_key * a.k.row;
		pack(k, a.k.row, a.tile_keys[1] - plan.first_key, a.size, plan.k_of(0) + plan.first_key * plan.depth);
		return;
	}
	const int64_t b = head / a.groups, g = head % a.groups;
	/* Behind its length may be anything; what shares a strip or a term with the last key is zero. */
	const int64_t keys = a.key_lengths ? a.key_lengths[b] : a.keys;
	if (plan.is_packed) pack(rows_of(a.k, b, g), a.k.row, keys, a.size, plan.k_of(head));
	const float* v = rows_of(a.v, b, g);
	if (plan.is_backward) {
		if (a.d_q) std::memset(a.d_q + head * plan.rows * a.size, 0, sizeof(float) * plan.rows * a.size);
		if (a.d_k) std::memset(a.d_k + head * a.keys * a.size, 0, sizeof(float) * a.keys * a.size);
		if (a.d_v) std::memset(a.d_v + head * a.keys * a.value_size, 0, sizeof(float) * a.keys * a.value_size);
		pack(v, a.v.row, keys, a.value_size, plan.v_of(head));
		for (int64_t n = (b * a.heads + g * plan.share) * a.queries, last = n + plan.rows; n < last; n++) {
			const float *out = a.out + n * a.value_size, *d_out = a.d_out + n * a.value_size;
			Floats sum = {};
			int64_t e = 0;
			/* Rounded as dP is, so that what should cancel does. */
			for (; e + W <= a.value_size; e += W) sum += load(out + e) * rounded(load(d_out + e));
			if (e < a.value_size) sum += load_some(out + e, a.value_size - e) * rounded(load_some(d_out + e, a.value_size - e));
			plan.delta()[n] = total(sum) - (a.d_log_sum_exp ? a.d_log_sum_exp[n] : 0);
		}
	} else if (plan.is_copied) {
		take_rows(v, a.v.row, keys, a.value_size, plan.v_of(head), plan.value_size);
	}
}

} /* namespace */
} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
#endif
