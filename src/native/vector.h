/* W floats side by side, in the compiler's own vectors: the same text for every instruction set. */
#ifndef ATTENTION_LAB_VECTOR_H
#define ATTENTION_LAB_VECTOR_H

#include <cstdint>
#include <cstring>
#include <limits>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace attention_lab {
namespace ATTENTION_LAB_ISA {

constexpr int W = ATTENTION_LAB_WIDTH;
typedef float Floats __attribute__((vector_size(W * 4)));
typedef int32_t Ints __attribute__((vector_size(W * 4)));
typedef uint8_t Bytes __attribute__((vector_size(W)));

#define AL_INLINE static inline __attribute__((always_inline))

constexpr float LOG2_E = 1.44269504089f;
constexpr float NOTHING = -std::numeric_limits<float>::infinity();

AL_INLINE Floats load(const float* from) {
	Floats v;
	std::memcpy(&v, from, sizeof v);
	return v;
}

AL_INLINE void store(float* to, Floats v) { std::memcpy(to, &v, sizeof v); }

AL_INLINE Floats splat(float x) { return x - Floats{}; }

AL_INLINE Ints lanes() {
	Ints v;
	for (int i = 0; i < W; i++) v[i] = i;
	return v;
}

/* The first `count` floats, zeros behind. */
AL_INLINE Floats load_some(const float* from, int64_t count) {
	if (count >= W) return load(from);
	Floats v = {};
	std::memcpy(&v, from, count * sizeof(float));
	return v;
}

AL_INLINE Floats choose(Ints where, Floats yes, Floats no) { return where ? yes : no; }

AL_INLINE Floats larger(Floats a, Floats b) { return a > b ? a : b; }

AL_INLINE float highest(Floats v) {
	float top = v[0];
	for (int i = 1; i < W; i++) top = v[i] > top ? v[i] : top;
	return top;
}

/* In a fixed order: halves onto each other. */
AL_INLINE float total(Floats v) {
	float part[W];
	store(part, v);
	for (int half = W / 2; half > 0; half /= 2)
		for (int i = 0; i < half; i++) part[i] += part[i + half];
	return part[0];
}

/* Whether floats, whole vectors of them, are neither infinite nor NaN. */
AL_INLINE bool is_finite(const float* of, int64_t count) {
	Floats zeros[4] = {};
	int64_t at = 0;
	for (; at + 4 * W <= count; at += 4 * W)
		for (int n = 0; n < 4; n++) zeros[n] += load(of + at + n * W) * 0.0f;
	for (; at < count; at += W) zeros[0] += load(of + at) * 0.0f;
	return total((zeros[0] + zeros[1]) + (zeros[2] + zeros[3])) == 0;
}

/*
 * exp(x) = 2^n * (1 + p), n = round(x / log 2): p by a polynomial on |r| <= log(2) / 2, right to 1e-7. The power of two is
 * built in two halves, so that x may go down to where floats end. Below -87 it is 0.
 */
struct Exponent {
	Floats power, p;
};

AL_INLINE Exponent exponent(Floats x) {
	const Floats magic = splat(12582912.0f);
	const Floats n = (x * 1.44269504089f + magic) - magic;
	const Floats r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
	Floats p = splat(1.9875691500e-4f);
	p = p * r + 1.3981999507e-3f;
	p = p * r + 8.3334519073e-3f;
	p = p * r + 4.1665795894e-2f;
	p = p * r + 1.6666665459e-1f;
	p = p * r + 5.0000001201e-1f;
	p = p * (r * r) + r;
	const Ints whole = __builtin_convertvector(n, Ints);
	return {(Floats)((whole + 127) << 23), p};
}

/*
 * exp(x) = 2^n * 2^f, n + f = x / log 2, |f| <= 1/2: 2^f by a polynomial, right to 2e-9 before it is rounded. What x / log 2
 * loses by the constant is 1.3e-8 of x: with a score 20 below its row's highest, 3e-7 of a weight of 2e-9. Below -104 it is 0.
 */
AL_INLINE Floats exp(Floats x) {
	const Floats high = larger(splat(-110.0f), x); /* In this order NaN stays. */
#if defined(__AVX512F__) && ATTENTION_LAB_WIDTH == 16
	const Floats n = (Floats)_mm512_roundscale_ps((__m512)(high * LOG2_E), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#else
	const Floats magic = splat(12582912.0f);
	const Floats n = (high * LOG2_E + magic) - magic;
#endif
	const Floats f = high * LOG2_E - n;
	Floats p = splat(1.534581192e-04f);
	p = p * f + 1.339993122e-03f;
	p = p * f + 9.618488957e-03f;
	p = p * f + 5.550328777e-02f;
	p = p * f + 2.402264689e-01f;
	p = p * f + 6.931472057e-01f;
	p = p * f + 1.0f;
#if defined(__AVX512F__) && ATTENTION_LAB_WIDTH == 16
	return (Floats)_mm512_scalef_ps((__m512)p, (__m512)n);
#else
	const Ints whole = __builtin_convertvector(n, Ints);
	return choose(x < -87.0f, Floats{}, p * (Floats)((whole + 127) << 23));
#endif
}

/* tanh(x) = y / (y + 2) with y = exp(2x) - 1, of which nothing cancels near 0. */
AL_INLINE Floats tanh(Floats x) {
	const Ints negative = x < Floats{};
	Floats size = choose(negative, -x, x);
	size = choose(size > 9.0f, splat(9.0f), size);
	const Exponent e = exponent(size + size);
	const Floats y = e.power * e.p + (e.power - 1.0f);
	const Floats t = y / (y + 2.0f);
	return choose(negative, -t, t);
}

} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
#endif
