/* The implementations behind the interface: each is one set of these functions. */
#ifndef ATTENTION_LAB_PATHS_H
#define ATTENTION_LAB_PATHS_H

#include "attention.h"

#define ATTENTION_LAB_PATH(name)                                                                       \
	namespace name {                                                                                   \
	int32_t phases(const al_attention& a);                                                             \
	int64_t units(const al_attention& a, int32_t phase);                                               \
	int64_t workspace(const al_attention& a);                                                          \
	int64_t scratch(const al_attention& a);                                                            \
	int64_t cost(const al_attention& a, int32_t phase);                                                \
	void run(const al_attention& a, int32_t phase, int64_t begin, int64_t end, void* scratch);         \
	}

namespace attention_lab {
ATTENTION_LAB_PATH(scalar)
ATTENTION_LAB_PATH(base)
ATTENTION_LAB_PATH(avx2)
ATTENTION_LAB_PATH(avx512)
ATTENTION_LAB_PATH(avx512bf16)
} /* namespace attention_lab */
#endif
