/* The interface: chooses the path, and spreads units over threads. */
#include "attention.h"

#include <atomic>
#include <cstdlib>
#include <thread>
#include <vector>

#include "paths.h"

namespace {

struct Path {
	const char* name;
	int32_t (*phases)(const al_attention&);
	int64_t (*units)(const al_attention&, int32_t);
	int64_t (*workspace)(const al_attention&);
	int64_t (*scratch)(const al_attention&);
	int64_t (*cost)(const al_attention&, int32_t);
	void (*run)(const al_attention&, int32_t, int64_t, int64_t, void*);
};

#define PATH(of)                                                                                              \
	{                                                                                                         \
		#of, attention_lab::of::phases, attention_lab::of::units, attention_lab::of::workspace,               \
			attention_lab::of::scratch, attention_lab::of::cost, attention_lab::of::run                       \
	}

#if defined(__x86_64__)
const Path PATHS[] = {PATH(scalar), PATH(base), PATH(avx2), PATH(avx512), PATH(avx512bf16)};
#else
const Path PATHS[] = {PATH(scalar), PATH(base)};
#endif
/* Queries for a key head of which a pass over the keys reads float32 keys as fast as it could multiply anything narrower. */
const int64_t FEW = 16;
const int32_t COUNT = sizeof PATHS / sizeof PATHS[0];

const Path& path(const al_attention* a) { return PATHS[al_chosen(a) - AL_SCALAR]; }

void* aligned(int64_t bytes) { return bytes > 0 ? std::aligned_alloc(64, (bytes + 63) / 64 * 64) : nullptr; }

} /* namespace */

int32_t al_has_path(int32_t wanted) {
	if (wanted < AL_SCALAR || wanted - AL_SCALAR >= COUNT) return 0;
#if defined(__x86_64__)
	if (wanted == AL_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
	if (wanted == AL_AVX512_BF16 && !__builtin_cpu_supports("avx512bf16")) return 0;
	if (wanted == AL_AVX512 || wanted == AL_AVX512_BF16)
		return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
		       __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#endif
	return 1;
}

int32_t al_chosen(const al_attention* a) {
	const bool is_medium = a->precision == AL_MEDIUM;
	if (a->path != AL_BEST) return al_has_path(a->path) && (is_medium || a->path != AL_AVX512_BF16) ? a->path : 0;
	/* Whatever the pass: weights that are rebuilt must be those that log_sum_exp is of. */
	const bool is_few = a->heads * a->queries < a->groups * FEW;
	for (int32_t best = AL_SCALAR + COUNT - 1; best > AL_SCALAR; best--)
		if (al_has_path(best) && (best != AL_AVX512_BF16 || (is_medium && !is_few))) return best;
	return AL_SCALAR;
}

const char* al_path_name(int32_t wanted) {
	return wanted >= AL_SCALAR && wanted - AL_SCALAR < COUNT ? PATHS[wanted - AL_SCALAR].name : "none";
}

int32_t al_phases(const al_attention* a) { return path(a).phases(*a); }
int64_t al_units(const al_attention* a, int32_t phase) { return path(a).units(*a, phase); }
int64_t al_workspace(const al_attention* a) { return path(a).workspace(*a); }
int64_t al_scratch(const al_attention* a) { return path(a).scratch(*a); }
int64_t al_unit_cost(const al_attention* a, int32_t phase) { return path(a).cost(*a, phase); }

void al_run(const al_attention* a, int32_t phase, int64_t begin, int64_t end, void* scratch) {
	path(a).run(*a, phase, begin, end, scratch);
}

int32_t al_attend(al_attention* a, int32_t threads) {
	const int32_t chosen = al_chosen(a);
	if (chosen == 0) return 0;
	void* workspace = aligned(al_workspace(a));
	a->workspace = workspace;
	std::vector<void*> scratch;
	for (int32_t at = 0; at < threads; at++) scratch.push_back(aligned(al_scratch(a)));
	for (int32_t phase = 0; phase < al_phases(a); phase++) {
		const int64_t units = al_units(a, phase);
		std::atomic<int64_t> next{0};
		const auto work = [&](int32_t thread) {
			for (int64_t unit = next++; unit < units; unit = next++) al_run(a, phase, unit, unit + 1, scratch[thread]);
		};
		std::vector<std::thread> others;
		for (int32_t thread = 1; thread < threads && thread < units; thread++) others.emplace_back(work, thread);
		work(0);
		for (std::thread& other : others) other.join();
	}
	for (void* memory : scratch) std::free(memory);
	std::free(workspace);
	a->workspace = nullptr;
	return chosen;
}
