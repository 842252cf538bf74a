/*
 * The core under sanitizers: `torture SEED DRAWS`. Random sizes, options and places in memory, every path that this
 * processor has, both precisions, both passes, one thread and two. Each array is exactly as large as the interface says, so
 * that a step too far is seen; workspace and scratch begin full of NaN, so that what is read before it is written is seen.
 * Without a sanitizer it still compares: with the scalar path, and bits between threads.
 */
#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "../../../src/native/attention.h"

namespace {

using Random = std::mt19937_64;

/* Not a vector: that may hold more than it shows. */
template <typename T>
struct Array {
	std::unique_ptr<T[]> data;
	int64_t count = 0;
	explicit Array(int64_t count = 0) : data(count ? new T[count] : nullptr), count(count) {}
	T* get() const { return data.get(); }
	void fill(T value) { std::fill(data.get(), data.get() + count, value); }
};

using Floats = Array<float>;

int64_t pick(Random& random, std::initializer_list<int64_t> from) { return from.begin()[random() % from.size()]; }
bool chance(Random& random, double share) { return std::uniform_real_distribution<>()(random) < share; }

Floats normal(Random& random, int64_t count) {
	Floats made(count);
	std::normal_distribution<float> next;
	for (int64_t at = 0; at < count; at++) made.get()[at] = next(random);
	return made;
}

/* Rows as [B, H, L, D] or [B, L, H, D], with gaps or without; the last row ends where memory does. */
struct Rows {
	Floats memory;
	al_rows rows;
	Rows(Random& random, int64_t batch, int64_t heads, int64_t length, int64_t size) {
		const int64_t wide = size + pick(random, {0, 0, 1, 5});
		if (chance(random, 0.5))
			rows = {nullptr, heads * length * wide, length * wide, wide};
		else
			rows = {nullptr, heads * length * wide, wide, heads * wide};
		memory = normal(random, std::max<int64_t>(0, batch * heads * length * wide - (wide - size)));
		rows.data = memory.get();
	}
};

/* Strides of something that spreads over [B, H, L, S]: axes repeat, and lie in any order. Gives how many there are. */
int64_t spread(Random& random, const int64_t* full, int64_t* stride) {
	int axes[4] = {3, 2, 1, 0};
	if (chance(random, 0.3)) std::shuffle(axes, axes + 4, random);
	int64_t step = 1;
	for (int axis : axes) {
		const bool repeats = chance(random, 0.5);
		stride[axis] = repeats || full[axis] == 1 ? 0 : step;
		step *= repeats ? 1 : full[axis];
	}
	return step;
}

struct Case {
	al_attention a = {};
	Rows q, k, v;
	Floats d_out, d_log_sum_exp, bias, sinks;
	Array<uint8_t> mask;
	Array<int32_t> query_lengths, key_lengths;
	int64_t rows;
	bool wants_bias = false, wants_sinks = false, is_wild = false;
	bool wants[3];

	struct Sizes {
		int64_t B, G, share, L, S, D, E;
		explicit Sizes(Random& random) {
			do {
				B = pick(random, {1, 1, 2}), G = pick(random, {1, 2, 3}), share = pick(random, {1, 1, 2, 5});
				L = pick(random, {1, 2, 3, 7, 17, 65, 131, 257}), S = pick(random, {1, 2, 3, 31, 33, 129, 257, 521, 1031});
				D = pick(random, {1, 2, 8, 16, 31, 40, 64, 80, 127, 256});
				E = pick(random, {D, 3, 8, 33, 64, 256});
			} while (B * G * share * L * S * (D + E) > 4000000);
		}
	};

	explicit Case(Random& random) : Case(random, Sizes(random)) {}

	Case(Random& random, const Sizes& of)
		: q(random, of.B, of.G * of.share, of.L, of.D), k(random, of.B, of.G, of.S, of.D),
		  v(random, of.B, of.G, of.S, of.E) {
		const int64_t heads = of.G * of.share, full[4] = {of.B, heads, of.L, of.S};
		rows = of.B * heads * of.L;
		a.batch = of.B, a.heads = heads, a.groups = of.G, a.queries = of.L, a.keys = of.S, a.size = of.D, a.value_size = of.E;
		a.q = q.rows, a.k = k.rows, a.v = v.rows;
		a.scale = pick(random, {0, 1, 1, 1}) / std::sqrt(float(of.D)) * (chance(random, 0.1) ? -1 : 1);
		a.diagonal = int32_t(random() % 2);
		a.softcap = chance(random, 0.3) ? float(pick(random, {5, 50})) : 0;
		a.left = chance(random, 0.3) ? pick(random, {0, 1, 40}) : -1;
		a.right = chance(random, 0.4) ? pick(random, {0, 0, 3}) : -1;
		if (chance(random, 0.3)) {
			mask = Array<uint8_t>(spread(random, full, a.mask_stride));
			for (int64_t at = 0; at < mask.count; at++) mask.get()[at] = chance(random, 0.7) ? uint8_t(1 + random() % 255) : 0;
			a.mask = mask.get();
		}
		if (chance(random, 0.3)) {
			bias = normal(random, spread(random, full, a.bias_stride));
			a.bias = bias.get();
			wants_bias = chance(random, 0.7);
		}
		if (chance(random, 0.3)) a.query_lengths = lengths(random, query_lengths, of.L);
		if (chance(random, 0.3)) a.key_lengths = lengths(random, key_lengths, of.S);
		if (chance(random, 0.3)) {
			sinks = normal(random, heads);
			a.sinks = sinks.get();
			wants_sinks = chance(random, 0.7);
		}
		a.dropout = chance(random, 0.3) ? float(pick(random, {1, 5})) / 10 : 0;
		a.seed = random();
		for (bool& is_wanted : wants) is_wanted = chance(random, 0.8);
		d_out = normal(random, rows * of.E);
		if (chance(random, 0.5)) d_log_sum_exp = normal(random, rows);
		is_wild = chance(random, 0.1);
		for (Floats* of : {&q.memory, &k.memory, &v.memory, &bias, &d_out}) {
			const float wild[] = {INFINITY, -INFINITY, NAN, 3e38f, -3e38f, 1e-40f, 1e30f};
			for (int64_t at = 0; is_wild && at < of->count; at += 1 + random() % 64) of->get()[at] = wild[random() % 7];
		}
	}

	const int32_t* lengths(Random& random, Array<int32_t>& into, int64_t most) {
		into = Array<int32_t>(a.batch);
		for (int64_t b = 0; b < a.batch; b++) into.get()[b] = int32_t(random() % (most + 1));
		return into.get();
	}

	std::string told() const {
		char text[400];
		std::snprintf(text, sizeof text,
		              "B%d H%d G%d L%d S%d D%d E%d scale %g softcap %g window %d %d diagonal %d mask %d bias %d lengths %d %d "
		              "sinks %d dropout %g wild %d",
		              int(a.batch), int(a.heads), int(a.groups), int(a.queries), int(a.keys), int(a.size),
		              int(a.value_size), a.scale, a.softcap, int(a.left), int(a.right), a.diagonal, a.mask != nullptr,
		              a.bias != nullptr, a.query_lengths != nullptr, a.key_lengths != nullptr, a.sinks != nullptr,
		              a.dropout, is_wild);
		return text;
	}
};

/* Memory of exactly so many bytes at a multiple of 64, full of NaN. */
std::shared_ptr<void> exactly(int64_t bytes) {
	void* made = nullptr;
	if (posix_memalign(&made, 64, size_t(std::max<int64_t>(1, bytes)))) std::abort();
	std::memset(made, 0xff, size_t(bytes));
	return std::shared_ptr<void>(made, std::free);
}

/* What al_attend does, with memory of our own. */
void attend(al_attention& a, int threads) {
	const auto workspace = exactly(al_workspace(&a));
	a.workspace = workspace.get();
	for (int32_t phase = 0; phase < al_phases(&a); phase++) {
		std::atomic<int64_t> next{0};
		const int64_t units = al_units(&a, phase);
		const auto work = [&] {
			const auto scratch = exactly(al_scratch(&a));
			for (int64_t unit = next++; unit < units; unit = next++) al_run(&a, phase, unit, unit + 1, scratch.get());
		};
		std::vector<std::thread> others;
		for (int at = 1; at < threads; at++) others.emplace_back(work);
		work();
		for (std::thread& other : others) other.join();
	}
}

struct Found {
	const char* name;
	Floats of;
};

/* Both passes; what is not wanted is empty. */
std::vector<Found> run(const Case& of, int32_t path, int32_t precision, int threads) {
	al_attention a = of.a;
	a.path = path, a.precision = precision;
	std::vector<Found> found;
	const auto room = [&](const char* name, bool is_wanted, int64_t count, float begin) {
		found.push_back({name, Floats(is_wanted ? count : 0)});
		found.back().of.fill(begin);
		return found.back().of.get();
	};
	a.pass = AL_FORWARD;
	a.out = room("out", true, of.rows * a.value_size, NAN);
	a.log_sum_exp = room("log_sum_exp", true, of.rows, NAN);
	attend(a, threads);
	a.pass = AL_BACKWARD;
	a.d_out = of.d_out.get(), a.d_log_sum_exp = of.d_log_sum_exp.get();
	a.d_q = room("d_q", of.wants[0], of.rows * a.size, NAN);
	a.d_k = room("d_k", of.wants[1], a.batch * a.groups * a.keys * a.size, NAN);
	a.d_v = room("d_v", of.wants[2], a.batch * a.groups * a.keys * a.value_size, NAN);
	a.d_bias = room("d_bias", of.wants_bias, of.bias.count, 0);
	a.d_sinks = room("d_sinks", of.wants_sinks, of.sinks.count, NAN);
	attend(a, threads);
	return found;
}

/* Largest difference over the largest value, which counts as 1 at least. */
double difference(const Floats& got, const Floats& want) {
	double far = 0, size = 1;
	for (int64_t at = 0; at < want.count; at++) {
		const double x = got.get()[at], y = want.get()[at];
		if (std::isinf(y) ? x != y : !std::isfinite(x)) return INFINITY;
		if (std::isinf(y)) continue;
		far = std::max(far, std::abs(x - y));
		size = std::max(size, std::abs(y));
	}
	return far / size;
}

int faults = 0;

void compare(int64_t draw, const Case& of, int32_t path, int32_t precision, const std::vector<Found>& want) {
	const auto alone = run(of, path, precision, 1), got = run(of, path, precision, 2);
	/* Coarse, or with bfloat16 for what is no number alone: `core.py` knows how much cancels. */
	const double limit = path == AL_AVX512_BF16 ? 100 : 2e-3;
	for (size_t at = 0; at < got.size(); at++) {
		const size_t bytes = sizeof(float) * got[at].of.count;
		const bool same = bytes == 0 || std::memcmp(got[at].of.get(), alone[at].of.get(), bytes) == 0;
		const double far = of.is_wild ? 0 : difference(got[at].of, want[at].of);
		if (same && far <= limit) continue;
		faults++;
		std::printf("draw %d, path %s, %s: off by %.1e, same bits %d: %s\n", int(draw), al_path_name(path), got[at].name, far,
		            same, of.told().c_str());
	}
}

} /* namespace */

int main(int count, char** words) {
	if (count != 3) return 2;
	const uint64_t seed = std::strtoull(words[1], nullptr, 10);
	const int64_t draws = std::strtoll(words[2], nullptr, 10);
	int paths = 0;
	for (int32_t path = AL_SCALAR; path <= AL_AVX512_BF16; path++) paths += al_has_path(path);
	for (int64_t draw = 0; draw < draws; draw++) {
		std::seed_seq seeds{seed, uint64_t(draw)};
		Random random(seeds);
		const Case of(random);
		const auto want = run(of, AL_SCALAR, AL_HIGH, 1);
		for (int32_t path = AL_BASE; path <= AL_AVX512_BF16; path++) {
			if (!al_has_path(path)) continue;
			if (path != AL_AVX512_BF16) compare(draw, of, path, AL_HIGH, want);
			if (path >= AL_AVX512) compare(draw, of, path, AL_MEDIUM, want);
		}
	}
	std::printf("%d draws, %d paths, %d faults\n", int(draws), paths, faults);
	return faults ? 1 : 0;
}
