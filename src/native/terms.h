/* What a product multiplies, in float32: a term is one number. `terms_bf16.h` is the same for pairs of bfloat16. */
#ifndef ATTENTION_LAB_TERMS_H
#define ATTENTION_LAB_TERMS_H

#include <algorithm>

#include "vector.h"

namespace attention_lab {
namespace ATTENTION_LAB_ISA {
namespace {

typedef float Term;
typedef Floats Terms;
/* Numbers in a term, neighbours in the direction that is summed over. */
constexpr int64_t TERM = 1;
constexpr int STRIP = 2 * W;
/* Whether scores are scaled after their sum; q is scaled before. */
constexpr bool IS_SCALED = false;

AL_INLINE Terms load_terms(const Term* from) { return load(from); }
AL_INLINE Terms repeat(Term left) { return splat(left); }
AL_INLINE void add_product(Floats& sum, Terms left, Terms right) { sum += left * right; }
AL_INLINE Floats rounded(Floats x) { return x; }
/* One number of a term. */
AL_INLINE float number_of(Term term, int64_t) { return term; }
/* Whether the numbers of whole vectors of terms are finite. */
AL_INLINE bool is_finite_row(const Term* of, int64_t count) { return is_finite(of, count); }
AL_INLINE Floats weight(Floats x) { return exp(x); }

/* Weights as terms of the product with the values: they are. */
AL_INLINE void round_pair(Floats low, Floats high, Term* to) {
	store(to, low);
	store(to + W, high);
}

/* One row, times `scale`, then zeros up to `padded`. */
inline void take_row(const float* from, int64_t size, float scale, Term* to, int64_t padded) {
	for (int64_t d = 0; d < size; d++) to[d] = from[d] * scale;
	for (int64_t d = size; d < padded; d++) to[d] = 0;
}

/* Rows whose terms run from row to row: [count / TERM, padded]. */
inline void take_rows(const float* from, int64_t stride, int64_t count, int64_t size, Term* to, int64_t padded) {
	for (int64_t j = 0; j < count; j++) take_row(from + j * stride, size, 1, to + j * padded, padded);
}

inline void take_pair(const float*, const float*, int64_t, Term*, int64_t) {}

/* Weights as terms of other products: they are. */
inline void round_rows(const float*, int64_t, int64_t, int64_t, Term*, Term*) {}

/* Rows of D floats become strips [D][STRIP]; keys that are missing are zeros. */
inline void pack(const float* from, int64_t stride, int64_t count, int64_t size, Term* to) {
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

} /* namespace */
} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
#endif
