/*
 * Products of small matrices, the inner loop of everything: ROWS x 2 vectors of sums stay in registers.
 *
 * Registers: 2 more for the right side, 1 for the left: 8 x 2 of 32 with AVX-512, 6 x 2 of 16 with AVX2. What is multiplied
 * are terms: `terms.h`, or with bfloat16 `terms_bf16.h`. Rows of the left side and columns of the right lie term by term.
 */
#ifndef ATTENTION_LAB_MATRIX_H
#define ATTENTION_LAB_MATRIX_H

#include <algorithm>

#ifdef ATTENTION_LAB_BF16
#include "terms_bf16.h"
#else
#include "terms.h"
#endif

namespace attention_lab {
namespace ATTENTION_LAB_ISA {
namespace {

constexpr int ROWS = ATTENTION_LAB_ROWS;
/* Terms of so many numbers. */
inline int64_t terms(int64_t numbers) { return (numbers + TERM - 1) / TERM; }

/* c [M, N vectors] = c * shrink + a b, or (a b) * scale without a shrink. `a` is read term by term with any strides, b by vectors. */
template <int M, int N>
AL_INLINE void tile(int64_t depth, const Term* a, int64_t row, int64_t column, const Term* b, int64_t b_row, float* c,
                    int64_t c_row, const float* shrink, float scale) {
	Floats sum[M][N];
#pragma GCC unroll 16
	for (int m = 0; m < M; m++)
		for (int n = 0; n < N; n++) sum[m][n] = shrink ? load(c + m * c_row + n * W) * shrink[m] : Floats{};
	for (int64_t at = 0; at < depth; at++) {
		Terms right[N];
		for (int n = 0; n < N; n++) right[n] = load_terms(b + at * b_row + n * W);
		for (int m = 0; m < M; m++) {
			const Terms left = repeat(a[m * row + at * column]);
			for (int n = 0; n < N; n++) add_product(sum[m][n], left, right[n]);
		}
	}
#pragma GCC unroll 16
	for (int m = 0; m < M; m++)
		for (int n = 0; n < N; n++) store(c + m * c_row + n * W, IS_SCALED && !shrink ? sum[m][n] * scale : sum[m][n]);
}

template <int N>
void tiles(int64_t rows, int64_t depth, const Term* a, int64_t row, int64_t column, const Term* b, int64_t b_row,
           float* c, int64_t c_row, const float* shrink, float scale = 1) {
	switch (rows) {
#define CASE(M) \
	case M: \
		if constexpr (M <= ROWS) tile<M, N>(depth, a, row, column, b, b_row, c, c_row, shrink, scale); \
		break;
		CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
		CASE(9) CASE(10) CASE(11) CASE(12) CASE(13) CASE(14)
#undef CASE
	}
}

/* The same for any number of rows and of columns that are whole vectors. */
inline void multiply(int64_t rows, int64_t columns, int64_t depth, const Term* a, int64_t row, int64_t column, const Term* b,
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

/*
 * The same for up to ROWS rows, but 0 takes nothing of what is not finite: runs of finite rows of b go to `multiply`, numbers
 * of others are added one by one.
 */
inline void multiply_apart(int64_t rows, int64_t columns, int64_t depth, const Term* a, int64_t row, const Term* b,
                           int64_t b_row, float* c, int64_t c_row, const float* shrink) {
	float ones[ROWS];
	std::fill(ones, ones + ROWS, 1.0f);
	for (int64_t at = 0; at <= depth; at++) {
		const int64_t begin = at;
		while (at < depth && is_finite_row(b + at * b_row, columns)) at++;
		multiply(rows, columns, at - begin, a + begin, row, 1, b + begin * b_row, b_row, c, c_row, begin ? ones : shrink);
		for (int64_t m = 0; at < depth && m < rows; m++)
			for (int64_t n = 0; n < TERM; n++) {
				const float left = number_of(a[m * row + at], n);
				for (int64_t d = 0; left != 0 && d < columns; d++) c[m * c_row + d] += left * number_of(b[at * b_row + d], n);
			}
	}
}

} /* namespace */
} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
#endif
