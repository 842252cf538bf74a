/*
 * Scaled dot-product attention without a matrix of L x S numbers: the plain C interface of the core.
 *
 *   s = scale * q . k        softcap: s = cap * tanh(s / cap)        s += bias        invisible cells are dropped
 *   out = softmax(s) v       log_sum_exp = log(sum(exp(s)))
 *
 * Letters: B batch, H query heads, G key/value heads, L queries, S keys, D head size, E value size. Arrays are row-major
 * float32 with the last axis dense; strides count elements. A mask byte that is not 0 means "may look".
 *
 * Every pass is a sequence of phases, each of independent units that the caller spreads over its threads:
 *
 *   for (phase = 0; phase < al_phases(a); phase++)
 *     parallel for (unit = 0; unit < al_units(a, phase); unit++)
 *       al_run(a, phase, unit, unit + 1, scratch of al_scratch(a) bytes, one for each thread);
 *
 * Results do not depend on how units are spread: the same bits for any number of threads.
 */
#ifndef ATTENTION_LAB_ATTENTION_H
#define ATTENTION_LAB_ATTENTION_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum al_pass {
	AL_FORWARD = 0,
	AL_BACKWARD = 1,
	AL_STATISTICS = 2, /* what each row and each key gets, from q, k and log_sum_exp */
	AL_TILE = 3        /* a rectangle of one head's weights, pooled */
};

/* Where i and j are level: at j = i, or, with both ends aligned, at j = i + keys - queries. */
enum al_diagonal { AL_TOP_LEFT = 0, AL_BOTTOM_RIGHT = 1 };

/* Instruction sets; AL_BEST takes the best that the processor has. Another one is taken or refused. */
enum al_path { AL_BEST = 0, AL_SCALAR = 1, AL_BASE = 2, AL_AVX2 = 3, AL_AVX512 = 4, AL_AVX512_BF16 = 5 };

/*
 * What products multiply. Medium: q, k, v, d_out, weights and their gradients rounded to bfloat16 where a path has it, and
 * float32, which is more exact, on all others. Sums, scores, softmax and everything in memory are float32 at any precision.
 */
enum al_precision { AL_HIGH = 0, AL_MEDIUM = 1 };

typedef struct {
	const float* data;
	int64_t batch, head, row; /* strides */
} al_rows;

typedef struct {
	/* Sizes: B, H, G, L, S, D, E. H is a multiple of G. */
	int64_t batch, heads, groups, queries, keys, size, value_size;
	al_rows q, k, v;

	float scale;
	float softcap; /* 0: none */
	int32_t diagonal;
	/* Cells with -left <= j - diagonal(i) <= right are visible; -1 is open. Causal is right = 0. */
	int64_t left, right;
	const uint8_t* mask; /* 0: none. Strides of 0 repeat an axis. */
	int64_t mask_stride[4];
	const float* bias; /* 0: none */
	int64_t bias_stride[4];
	const int32_t *query_lengths, *key_lengths; /* [B], or 0 */
	const float* sinks;                         /* [H]: a logit in the denominator, without a value; or 0 */
	float dropout;                              /* share of weights that are dropped, in [0, 1) */
	uint64_t seed;
	int32_t path;
	int32_t precision; /* al_precision */
	int32_t pass;

	/* Dense [B, H, L, E] and [B, H, L]: results of the forward, inputs of the other passes (which need no v but the backward). */
	float* out;
	float* log_sum_exp;

	/* Backward only: the gradients of out and (or 0) of log_sum_exp, and where to write the others; 0 is not wanted. */
	const float *d_out, *d_log_sum_exp;
	float *d_q, *d_k, *d_v; /* dense, as q, k, v */
	float* d_bias;          /* strides of bias; set to 0 by the caller */
	float* d_sinks;         /* [H] */

	/* Shared between phases: al_workspace(a) bytes, aligned to 64. */
	void* workspace;

	/* Statistics only, of the weights w = exp(s - log_sum_exp) before dropout; each or 0. */
	float* weights;       /* [B, H, L, S] */
	float* entropy;       /* [B, H, L]: -sum(w log w), nats */
	float* distance;      /* [B, H, L]: sum(w |j - diagonal(i)|), positions */
	float* column_mass;   /* [B, H, S]: sum over the queries */
	float* top_weights;   /* [B, H, L, top]: the largest of a row, falling; the earlier key where two are equal */
	int32_t* top_keys;    /* their keys; -1, and weight 0, where a row sees no more */
	int32_t top;

	/* Tile only: cells [rows) x [keys) of one head, each pixel over 2^zoom x 2^zoom of them; each picture or 0. */
	int64_t tile_batch, tile_head, tile_rows[2], tile_keys[2];
	int32_t zoom;
	float *tile_max, *tile_mean; /* [ceil(rows / 2^zoom), ceil(keys / 2^zoom)] */

	/* Or 0: where it becomes another number than 0, units that have not begun are left out, and results are worthless. */
	const volatile int32_t* cancelled;
} al_attention;

int32_t al_phases(const al_attention* a);
int64_t al_units(const al_attention* a, int32_t phase);
int64_t al_workspace(const al_attention* a);
int64_t al_scratch(const al_attention* a);
/* About how many processor cycles one unit takes. */
int64_t al_unit_cost(const al_attention* a, int32_t phase);
void al_run(const al_attention* a, int32_t phase, int64_t begin, int64_t end, void* scratch);

/*
 * The path that al_run takes on this machine, the same in every pass: AL_AVX512_BF16 for precision medium alone, and not for
 * so few queries that reading the keys is all the work of a forward. 0 where the one that is asked for is missing (or is
 * AL_AVX512_BF16 at another precision). Then nothing else may be called.
 */
int32_t al_chosen(const al_attention* a);
int32_t al_has_path(int32_t path);
const char* al_path_name(int32_t path);

/* Calls al_run for all phases, on threads of its own: for tests and other hosts. Gives al_chosen. */
int32_t al_attend(al_attention* a, int32_t threads);

#ifdef __cplusplus
}
#endif
#endif
