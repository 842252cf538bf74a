/*
 * Attention in tiles, for one instruction set (included by path-*.cc with ATTENTION_LAB_ISA, _WIDTH and _ROWS): phases and
 * their units.
 *
 * The queries of all heads that share a key head stand in one list, query by query, cut into blocks of BLOCK. Keys are packed
 * beforehand in strips of STRIP = 2 vectors, [S / STRIP][D][STRIP]. Keys outside of every row's range are never touched:
 * causal costs half. `forward.h`, `backward.h` and `weights.h` tell the rest, `terms.h` what is multiplied.
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

enum Phase { PREPARE, MAIN, BIAS, SINKS, ADD_PARTS };

/* A backward has as many main phases as parts. */
inline Phase phase_of(const Plan& plan, int32_t phase) {
	if (phase == 0) return PREPARE;
	if (plan.a.pass == AL_STATISTICS && phase == 2) return ADD_PARTS;
	if (!plan.is_backward || phase <= plan.parts) return MAIN;
	return phase == plan.parts + 1 ? BIAS : SINKS;
}

} /* namespace */

int32_t phases(const al_attention& a) {
	switch (a.pass) {
		case AL_BACKWARD: return int32_t(Plan(a).parts) + 3;
		case AL_STATISTICS: return 3;
		default: return 2;
	}
}

int64_t units(const al_attention& a, int32_t index) {
	const Plan plan(a);
	const Phase phase = phase_of(plan, index);
	if (a.pass == AL_STATISTICS && phase == MAIN) return Weighing(a).heads * Weighing(a).parts;
	if (phase == ADD_PARTS) return a.column_mass ? a.batch * a.heads : 0;
	if (a.pass == AL_TILE && phase == MAIN) return Pixels(a).units();
	switch (phase) {
		case PREPARE: return plan.is_packed || plan.is_copied ? plan.heads : 0;
		case MAIN:
			if (!plan.is_backward) return plan.heads * plan.blocks;
			return a.d_q || a.d_k || a.d_v ? plan.heads * plan.parts : 0;
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

int64_t cost(const al_attention& a, int32_t index) {
	const Plan plan(a);
	const Phase phase = phase_of(plan, index);
	const int64_t step = (a.size + a.value_size) / W + 1;
	if (phase == PREPARE) return a.keys * step;
	if (a.pass == AL_STATISTICS) return phase == MAIN ? BLOCK * a.keys * step : a.keys * PARTS;
	if (a.pass == AL_TILE) return std::max(BLOCK, int64_t(1) << a.zoom) * (a.tile_keys[1] - a.tile_keys[0]) * step;
	if (phase == SINKS) return a.batch * a.queries;
	if (phase == MAIN && plan.is_backward) return plan.part_blocks * BLOCK * plan.part_keys * step * 3;
	return BLOCK * a.keys * step * (plan.is_backward ? 2 : 1);
}

void run(const al_attention& a, int32_t index, int64_t begin, int64_t end, void* scratch) {
	const Plan plan(a);
	const Phase phase = phase_of(plan, index);
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
		} else if (!plan.is_backward) {
			forward(block, unit / plan.blocks, turned(unit % plan.blocks, plan.blocks));
		} else {
			backward_part(block, unit / plan.parts, turned(unit % plan.parts, plan.parts), index - MAIN);
		}
	}
}

} /* namespace ATTENTION_LAB_ISA */
} /* namespace attention_lab */
