/*
 * What a product multiplies, in bfloat16: a term is two numbers, neighbours in the direction that is summed over, as
 * `vdpbf16ps` takes them. Numbers are rounded to the nearest, ties to even; sums are float32. Like the instruction, numbers
 * below the smallest normal one count as zero.
 *
 * One core of an AMD EPYC (Zen 4), 8 heads of 2048 x 2048, useful GFLOP/s of a peak of 118 in float32 and 237 in bfloat16;
 * three quarters of the time are products at nine tenths of it, the rest is softmax and rounding:
 *
 *                   D 64    causal    D 128    backward, D 64    causal
 *   float32           93        89      101                93        89
 *   bfloat16         173       162      190               164       153
 */
#ifndef ATTENTION_LAB_TERMS_H
#define ATTENTION_LAB_TERMS_H

#include <immintrin.h>

#include <algorithm>

#include "vector.h"

namespace attention_lab {
namespace ATTENTION_LAB_ISA {
namespace {

typedef uint32_t Term;
typedef __m512i Terms;
constexpr int64_t TERM = 2;
constexpr int STRIP = 2 * W;
/* Whether scores are scaled after their sum: q keeps the bits that it has. */
constexpr bool IS_SCALED = true;

AL_INLINE Terms load_terms(const Term* from) { return _mm512_loadu_si512(from); }
AL_INLINE void store_terms(Term* to, Terms v) { _mm512_storeu_si512(to, v); }
AL_INLINE Terms repeat(Term left) { return _mm512_set1_epi32(int32_t(left)); }
AL_INLINE void add_product(Floats& sum, Terms left, Terms right) {
	sum = (Floats)_mm512_dpbf16_ps((__m512)sum, (__m512bh)left, (__m512bh)right);
}

/* One number of a term. */
AL_INLINE float number_of(Term term, int64_t at) {
	const uint32_t bits = at ? term & 0xffff0000u : term << 16;
	float number;
	std::memcpy(&number, &bits, sizeof number);
	return number;
}

/* Whether the numbers of whole vectors of terms are finite. */
AL_INLINE bool is_finite_row(const Term* of, int64_t count) {
	const __m512i infinite = _mm512_set1_epi16(0x7f80);
	__mmask32 strange = 0;
	for (int64_t d = 0; d < count; d += W)
		strange |= _mm512_cmpeq_epi16_mask(_mm512_and_si512(load_terms(of + d), infinite), infinite);
	return strange == 0;
}

/*
 * exp(x) = 2^n * 2^r with n + r = x / log 2: right to 3e-6, far below what bfloat16 keeps of a weight. 0 below the smallest
 * normal number, which some processors take long to pass.
 */
AL_INLINE Floats weight(Floats x) {
	const __m512 t = (__m512)(x * 1.44269504089f);
	const __m512 n = _mm512_roundscale_ps(t, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
	const Floats r = (Floats)t - (Floats)n;
	Floats p = splat(9.58285246e-3f);
	p = p * r + 5.59064255e-2f;
	p = p * r + 2.40240986e-1f;
	p = p * r + 6.93124193e-1f;
	p = p * r + 1.0f;
	return (Floats)_mm512_maskz_scalef_ps(_mm512_cmp_ps_mask(n, _mm512_set1_ps(-126), _CMP_NLT_UQ), (__m512)p, n);
}

AL_INLINE Floats some(const float* from, int64_t count) {
	return count >= W ? load(from) : (Floats)_mm512_maskz_loadu_ps(__mmask16((1u << std::max<int64_t>(0, count)) - 1), from);
}

/* Numbers as a product reads them. */
AL_INLINE Floats rounded(Floats x) {
	const __m256i halves = (__m256i)_mm512_cvtneps_pbh((__m512)x);
	return (Floats)_mm512_slli_epi32(_mm512_cvtepu16_epi32(halves), 16);
}

/* 2 W numbers in a row. */
AL_INLINE Terms round_row(Floats low, Floats high) { return (Terms)_mm512_cvtne2ps_pbh((__m512)high, (__m512)low); }

/* Two rows of W numbers, one above the other. */
AL_INLINE Terms round_rows(Floats upper, Floats lower) {
	alignas(64) static constexpr uint16_t TURNS[32] = {0,  16, 1,  17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
	                                                   8,  24, 9,  25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
	return _mm512_permutexvar_epi16(_mm512_load_si512(TURNS), round_row(upper, lower));
}

AL_INLINE void round_pair(Floats low, Floats high, Term* to) { store_terms(to, round_row(low, high)); }

/* One row of `size` numbers, then zeros up to `padded` terms, a multiple of W. */
inline void take_row(const float* from, int64_t size, float, Term* to, int64_t padded) {
	for (int64_t at = 0; at < padded; at += W) {
		const int64_t d = at * TERM;
		store_terms(to + at, round_row(some(from + d, size - d), some(from + d + W, size - d - W)));
	}
}

/* Two rows whose terms run from the one to the other, zeros for one that is 0; then zeros up to `padded` terms, a multiple of W. */
inline void take_pair(const float* upper, const float* lower, int64_t size, Term* to, int64_t padded) {
	for (int64_t d = 0; d < padded; d += W)
		store_terms(to + d, round_rows(upper ? some(upper + d, size - d) : Floats{}, lower ? some(lower + d, size - d) : Floats{}));
}

/* Rows whose terms run from row to row: [count / TERM, padded]. */
inline void take_rows(const float* from, int64_t stride, int64_t count, int64_t size, Term* to, int64_t padded) {
	for (int64_t j = 0; j < count; j += TERM, from += TERM * stride, to += padded)
		take_pair(from, j + 1 < count ? from + stride : nullptr, size, to, padded);
}

/* `rows` rows of `width` numbers as terms along the row (or 0) and from row to row. */
inline void round_rows(const float* from, int64_t stride, int64_t rows, int64_t width, Term* along, Term* down) {
	for (int64_t r = 0; r < rows; r += TERM, from += TERM * stride)
		for (int64_t j = 0; j < width; j += STRIP) {
			const float *upper = from + j, *lower = upper + stride;
			const Floats a = load(upper), b = load(upper + W);
			const bool is_last = r + 1 == rows;
			const Floats c = is_last ? Floats{} : load(lower), d = is_last ? Floats{} : load(lower + W);
			store_terms(down + (r / TERM) * stride + j, round_rows(a, c));
			store_terms(down + (r / TERM) * stride + j + W, round_rows(b, d));
			if (!along) continue;
			round_pair(a, b, along + (r * stride + j) / TERM);
			if (!is_last) round_pair(c, d, along + ((r + 1) * stride + j) / TERM);
		}
}

/* Rows become columns: 16 x 16 terms. */
AL_INLINE void turn(Terms* rows) {
	Terms half[16];
	for (int at = 0; at < 16; at += 2) {
		half[at] = _mm512_unpacklo_epi32(rows[at], rows[at + 1]);
		half[at + 1] = _mm512_unpackhi_epi32(rows[at], rows[at + 1]);
	}
	for (int at = 0; at < 16; at += 4)
		for (int pair = 0; pair < 2; pair++) {
			rows[at + 2 * pair] = _mm512_unpacklo_epi64(half[at + pair], half[at + pair + 2]);
			rows[at + 2 * pair + 1] = _mm512_unpackhi_epi64(half[at + pair], half[at + pair + 2]);
		}
	for (int at = 0; at < 4; at++)
		for (int upper = 0; upper < 2; upper++) {
			const Terms x = rows[upper * 8 + at], y = rows[upper * 8 + at + 4];
			half[upper * 8 + at] = _mm512_shuffle_i32x4(x, y, 0x88);
			half[upper * 8 + at + 4] = _mm512_shuffle_i32x4(x, y, 0xdd);
		}
	for (int at = 0; at < 8; at++) {
		rows[at] = _mm512_shuffle_i32x4(half[at], half[at + 8], 0x88);
		rows[at + 8] = _mm512_shuffle_i32x4(half[at], half[at + 8], 0xdd);
	}
}

/* Rows of D floats become strips [D / TERM][STRIP]; keys that are missing are zeros. */
inline void pack(const float* from, int64_t stride, int64_t count, int64_t size, Term* to) {
	const int64_t depth = (size + TERM - 1) / TERM;
	for (int64_t first = 0; first < count; first += STRIP, to += STRIP * depth)
		for (int64_t half = 0; half < STRIP; half += 16)
			for (int64_t at = 0; at < depth; at += 16) {
				Terms rows[16];
				for (int64_t j = 0; j < 16; j++) {
					const int64_t key = first + half + j, d = at * TERM;
					const float* row = from + key * stride + d;
					rows[j] = key < count ? round_row(some(row, size - d), some(row + W, size - d - W)) : Terms{};
				}
				turn(rows);
				for (int64_t n = 0; n < std::min<int64_t>(16, depth - at); n++) store_terms(to + (at + n) * STRIP + half, rows[n]);
			}
}

} /* namespace */
} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
#endif
