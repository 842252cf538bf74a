/* What every path shares: which cells a row sees, and which weights dropout keeps. */
#ifndef ATTENTION_LAB_CELL_H
#define ATTENTION_LAB_CELL_H

#include <algorithm>

#include "attention.h"

namespace attention_lab {

/* Keys [begin, end) that query i of item b may see, before the mask. */
struct Range {
	int64_t begin, end;
};

inline Range visible(const al_attention& a, int64_t b, int64_t i) {
	const int64_t queries = a.query_lengths ? a.query_lengths[b] : a.queries;
	const int64_t keys = a.key_lengths ? a.key_lengths[b] : a.keys;
	if (i >= queries) return {0, 0};
	const int64_t level = i + (a.diagonal == AL_BOTTOM_RIGHT ? keys - queries : 0);
	const int64_t begin = a.left < 0 ? 0 : std::max<int64_t>(0, level - a.left);
	const int64_t end = a.right < 0 ? keys : std::min<int64_t>(keys, level + a.right + 1);
	return {begin, std::max(begin, end)};
}

/*
 * Philox 2x32, 10 rounds: 64 random bits from the place of a cell alone, so that the backward draws what the forward drew.
 * Source: Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (2011).
 */
inline uint64_t philox(uint32_t low, uint32_t high, uint32_t key) {
	for (int round = 0; round < 10; round++) {
		const uint64_t product = uint64_t(0xD256D193u) * low;
		low = uint32_t(product >> 32) ^ key ^ high;
		high = uint32_t(product);
		key += 0x9E3779B9u;
	}
	return uint64_t(high) << 32 | low;
}

/* Whether the weight of query i and key j in head n = b * H + h survives. Two neighbouring keys share one draw. */
inline bool keeps(const al_attention& a, int64_t n, int64_t i, int64_t j) {
	const uint32_t key = uint32_t(a.seed) ^ uint32_t(a.seed >> 32) * 0x85EBCA6Bu ^ uint32_t(n) * 0xC2B2AE35u;
	const uint64_t bits = philox(uint32_t(j >> 1), uint32_t(i), key);
	const uint32_t draw = uint32_t(j & 1 ? bits >> 32 : bits);
	return draw >= uint32_t(double(a.dropout) * 4294967296.0);
}

} /* namespace attention_lab */
#endif
