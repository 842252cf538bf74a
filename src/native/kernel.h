/*
 * Attention in tiles, for one instruction set (included by path-*.cc with ATTENTION_LAB_ISA, _WIDTH and _ROWS): phases and
 * their units.
 *
 * The queries of all heads that share a key head stand in one list, query by query, cut into blocks of BLOCK. Keys are packed
 * beforehand in strips of STRIP = 2 vectors, [S / STRIP][D][STRIP]. Keys outside of every row's range are never touched:
 * causal costs half. `forward.h`, `backward.h` and `weights.h` tell the rest.
 */
#include "backward.h"
#include "forward.h"
#include "paths.h"
#include "weights.h"

namespace attention_lab {
namespace ATTENTION_LAB_ISA {
namespace {

/* First and last by turns, so that a run of neighbours costs the same everywhere under a causal mask. */
inline int64_t turned(int64_t at, int64_t count) { return at % 2 ? count - 1 - at / 2 : at / 2; }

enum { PREPARE, MAIN, QUERIES, BIAS, SINKS, BACKWARD_PHASES, ADD_PARTS = QUERIES };

} /* namespace */

int32_t phases(const al_attention& a) {
	switch (a.pass) {
		case AL_BACKWARD: return BACKWARD_PHASES;
		case AL_STATISTICS: return ADD_PARTS + 1;
		default: return MAIN + 1;
	}
}

int64_t units(const al_attention& a, int32_t phase) {
	const Plan plan(a);
	if (a.pass == AL_STATISTICS && phase == MAIN) return Weighing(a).heads * Weighing(a).parts;
	if (a.pass == AL_STATISTICS && phase == ADD_PARTS) return a.column_mass ? a.batch * a.heads : 0;
	if (a.pass == AL_TILE && phase == MAIN) return Pixels(a).units();
	switch (phase) {
		case PREPARE: return plan.is_packed || plan.is_copied ? plan.heads : 0;
		case MAIN:
			if (!plan.is_backward) return plan.heads * plan.blocks;
			if (!a.d_q && !a.d_k && !a.d_v) return 0;
			return plan.is_cut ? plan.heads * plan.key_blocks : plan.heads;
		case QUERIES: return plan.is_cut && a.d_q ? plan.heads * plan.blocks : 0;
		case BIAS: return a.d_bias ? BiasParts(a).count() : 0;
		default: return a.d_sinks ? a.heads : 0;
	}
}

int64_t workspace(const al_attention& a) {
	const Plan plan(a);
	const int64_t behind = a.pass == AL_STATISTICS ? Weighing(a).floats() : up(plan.packed_v(), 16) + up(plan.deltas(), 16);
	return int64_t(sizeof(float)) * (up(plan.packed_k(), 16) + behind);
}

int64_t scratch(const al_attention& a) { return int64_t(sizeof(float)) * Block::floats(Plan(a)) + 64; }

int64_t cost(const al_attention& a, int32_t phase) {
	const Plan plan(a);
	const int64_t step = (a.size + a.value_size) / W + 1;
	if (phase == PREPARE) return a.keys * step;
	if (a.pass == AL_STATISTICS) return phase == MAIN ? BLOCK * a.keys * step : a.keys * PARTS;
	if (a.pass == AL_TILE) return std::max(BLOCK, int64_t(1) << a.zoom) * (a.tile_keys[1] - a.tile_keys[0]) * step;
	if (phase == SINKS) return a.batch * a.queries;
	if (phase == MAIN && plan.is_backward) return plan.rows * (plan.is_cut ? plan.width : a.keys) * step * 3;
	return BLOCK * a.keys * step * (plan.is_backward ? 2 : 1);
}

void run(const al_attention& a, int32_t phase, int64_t begin, int64_t end, void* scratch) {
	const Plan plan(a);
	Block block(plan, scratch);
	for (int64_t unit = begin; unit < end; unit++) {
		if (a.cancelled && *a.cancelled) return;
		if (phase == PREPARE) {
			prepare(plan, unit);
		} else if (a.pass == AL_STATISTICS) {
			if (phase == MAIN) statistics(block, unit);
			else add_parts(plan, unit);
		} else if (a.pass == AL_TILE) {
			pool(block, unit);
		} else if (phase == SINKS) {
			backward_sink(plan, unit);
		} else if (phase == BIAS) {
			backward_bias(block, unit);
		} else if (phase == QUERIES) {
			backward_queries(block, unit / plan.blocks, turned(unit % plan.blocks, plan.blocks));
		} else if (!plan.is_backward) {
			forward(block, unit / plan.blocks, turned(unit % plan.blocks, plan.blocks));
		} else if (plan.is_cut) {
			backward_keys(block, unit / plan.key_blocks, turned(unit % plan.key_blocks, plan.key_blocks), false);
		} else {
			if (a.d_q) std::memset(a.d_q + unit * plan.rows * a.size, 0, sizeof(float) * plan.rows * a.size);
			for (int64_t at = 0; at < plan.key_blocks; at++) backward_keys(block, unit, at, a.d_q != nullptr);
		}
	}
}

} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
