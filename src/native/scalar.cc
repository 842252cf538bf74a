/*
 * The reference: one row after the other, as the formulas stand in attention.h, sums in double. Every vector path is
 * tested against it.
 */
#include <cmath>
#include <cstring>
#include <limits>

#include "cell.h"
#include "paths.h"

namespace attention_lab {
namespace {

const double NOTHING = -std::numeric_limits<double>::infinity();

struct Row {
	const al_attention& a;
	int64_t b, h, i, g, n;
	Range range;
	const float* q;

	Row(const al_attention& a, int64_t b, int64_t h, int64_t i)
		: a(a), b(b), h(h), i(i), g(h / (a.heads / a.groups)), n(b * a.heads + h), range(visible(a, b, i)),
		  q(a.q.data + b * a.q.batch + h * a.q.head + i * a.q.row) {}

	const float* k(int64_t j) const { return a.k.data + b * a.k.batch + g * a.k.head + j * a.k.row; }
	const float* v(int64_t j) const { return a.v.data + b * a.v.batch + g * a.v.head + j * a.v.row; }
	int64_t at(const int64_t* stride, int64_t j) const {
		return b * stride[0] + h * stride[1] + i * stride[2] + j * stride[3];
	}
	bool sees(int64_t j) const { return !a.mask || a.mask[at(a.mask_stride, j)]; }

	/* The score, and how it changes with scale * q . k. */
	double score(int64_t j, double* slope = nullptr) const {
		if (!sees(j) || (a.bias && a.bias[at(a.bias_stride, j)] == NOTHING)) return NOTHING;
		double s = 0;
		for (int64_t d = 0; d < a.size; d++) s += double(q[d]) * k(j)[d];
		s *= a.scale;
		if (slope) *slope = 1;
		if (a.softcap > 0) {
			const double t = std::tanh(s / a.softcap);
			s = a.softcap * t;
			if (slope) *slope = 1 - t * t;
		}
		return a.bias ? s + a.bias[at(a.bias_stride, j)] : s;
	}

	double kept(int64_t j) const {
		if (a.dropout <= 0) return 1;
		return keeps(a, n, i, j) ? 1 / (1 - double(a.dropout)) : 0;
	}
};

void forward(const Row& row, double* scores) {
	const al_attention& a = row.a;
	float* out = a.out + (row.n * a.queries + row.i) * a.value_size;
	std::memset(out, 0, sizeof(float) * a.value_size);
	double top = a.sinks && row.i < (a.query_lengths ? a.query_lengths[row.b] : a.queries) ? a.sinks[row.h] : NOTHING;
	const double sink = top;
	for (int64_t j = row.range.begin; j < row.range.end; j++) {
		scores[j] = row.score(j);
		if (scores[j] > top || std::isnan(scores[j])) top = scores[j];
	}
	float* log_sum_exp = a.log_sum_exp + row.n * a.queries + row.i;
	if (top == NOTHING) {
		*log_sum_exp = -std::numeric_limits<float>::infinity();
		return;
	}
	double sum = std::exp(sink - top);
	for (int64_t j = row.range.begin; j < row.range.end; j++) sum += std::exp(scores[j] - top);
	*log_sum_exp = float(top + std::log(sum));
	for (int64_t e = 0; e < a.value_size; e++) {
		double total = 0;
		for (int64_t j = row.range.begin; j < row.range.end; j++) {
			const double weight = std::exp(scores[j] - top) / sum * row.kept(j);
			if (weight != 0) total += weight * row.v(j)[e];
		}
		out[e] = float(total);
	}
}

/* Adds to d_q, d_k, d_v, d_bias and d_sinks what one row gives. */
void backward(const Row& row) {
	const al_attention& a = row.a;
	const int64_t at = row.n * a.queries + row.i;
	const double log_sum_exp = a.log_sum_exp[at];
	if (log_sum_exp == NOTHING) return;
	const float *out = a.out + at * a.value_size, *d_out = a.d_out + at * a.value_size;
	double delta = 0;
	for (int64_t e = 0; e < a.value_size; e++) delta += double(out[e]) * d_out[e];
	if (a.d_log_sum_exp) delta -= a.d_log_sum_exp[at];
	if (a.d_sinks && row.i < (a.query_lengths ? a.query_lengths[row.b] : a.queries))
		a.d_sinks[row.h] += float(-std::exp(a.sinks[row.h] - log_sum_exp) * delta);
	for (int64_t j = row.range.begin; j < row.range.end; j++) {
		double slope = 0;
		const double score = row.score(j, &slope), weight = score == NOTHING ? 0 : std::exp(score - log_sum_exp);
		if (weight == 0) continue;
		double d_weight = 0;
		for (int64_t e = 0; e < a.value_size; e++) d_weight += double(d_out[e]) * row.v(j)[e];
		const double kept = row.kept(j);
		const double d_score = weight * (kept * d_weight - delta);
		const int64_t key = (row.b * a.groups + row.g) * a.keys + j;
		for (int64_t e = 0; a.d_v && e < a.value_size; e++)
			a.d_v[key * a.value_size + e] += float(weight * kept * d_out[e]);
		for (int64_t d = 0; a.d_q && d < a.size; d++)
			a.d_q[at * a.size + d] += float(d_score * slope * a.scale * row.k(j)[d]);
		for (int64_t d = 0; a.d_k && d < a.size; d++)
			a.d_k[key * a.size + d] += float(d_score * slope * a.scale * row.q[d]);
		if (a.d_bias) a.d_bias[row.at(a.bias_stride, j)] += float(d_score);
	}
}

void clear(float* data, int64_t count) {
	if (data) std::memset(data, 0, sizeof(float) * count);
}

void every_row(const al_attention& a) {
	clear(a.d_q, a.batch * a.heads * a.queries * a.size);
	clear(a.d_k, a.batch * a.groups * a.keys * a.size);
	clear(a.d_v, a.batch * a.groups * a.keys * a.value_size);
	clear(a.d_sinks, a.heads);
	for (int64_t b = 0; b < a.batch; b++)
		for (int64_t h = 0; h < a.heads; h++)
			for (int64_t i = 0; i < a.queries; i++) backward(Row(a, b, h, i));
}

/* w = exp(s - log_sum_exp) of a row's keys, 0 where it does not look. */
double weight(const Row& row, int64_t j) {
	const double log_sum_exp = row.a.log_sum_exp[row.n * row.a.queries + row.i];
	if (log_sum_exp == NOTHING || j < row.range.begin || j >= row.range.end) return 0;
	return std::exp(row.score(j) - log_sum_exp);
}

int64_t level(const Row& row) {
	const al_attention& a = row.a;
	if (a.diagonal != AL_BOTTOM_RIGHT) return row.i;
	return row.i + (a.key_lengths ? a.key_lengths[row.b] : a.keys) - (a.query_lengths ? a.query_lengths[row.b] : a.queries);
}

void statistics(const Row& row) {
	const al_attention& a = row.a;
	const int64_t n = row.n * a.queries + row.i;
	double entropy = 0, distance = 0;
	float* top = a.top_weights + n * a.top;
	int32_t* keys = a.top_keys + n * a.top;
	for (int32_t at = 0; at < a.top; at++) top[at] = 0, keys[at] = -1;
	for (int64_t j = 0; j < a.keys; j++) {
		const double w = weight(row, j);
		if (a.weights) a.weights[n * a.keys + j] = float(w);
		if (a.column_mass) a.column_mass[row.n * a.keys + j] += float(w);
		if (w > 0) entropy -= w * std::log(w);
		distance += w * std::abs(double(j - level(row)));
		int32_t at = a.top;
		for (; at > 0 && float(w) > top[at - 1]; at--)
			if (at < a.top) top[at] = top[at - 1], keys[at] = keys[at - 1];
		if (at < a.top) top[at] = float(w), keys[at] = int32_t(j);
	}
	if (a.entropy) a.entropy[n] = float(entropy);
	if (a.distance) a.distance[n] = float(distance);
}

void pool(const al_attention& a) {
	const int64_t side = int64_t(1) << a.zoom, rows = a.tile_rows[1] - a.tile_rows[0], keys = a.tile_keys[1] - a.tile_keys[0];
	const int64_t columns = (keys + side - 1) / side;
	for (int64_t y = 0; y * side < rows; y++)
		for (int64_t x = 0; x < columns; x++) {
			double top = 0, sum = 0, count = 0;
			for (int64_t i = y * side; i < std::min(rows, (y + 1) * side); i++)
				for (int64_t j = x * side; j < std::min(keys, (x + 1) * side); j++, count++) {
					const double w = weight(Row(a, a.tile_batch, a.tile_head, a.tile_rows[0] + i), a.tile_keys[0] + j);
					top = std::max(top, w);
					sum += w;
				}
			if (a.tile_max) a.tile_max[y * columns + x] = float(top);
			if (a.tile_mean) a.tile_mean[y * columns + x] = float(sum / count);
		}
}

} /* namespace */

namespace scalar {

int32_t phases(const al_attention&) { return 1; }
int64_t units(const al_attention& a, int32_t) {
	if (a.pass == AL_STATISTICS) return a.batch * a.heads;
	return a.pass == AL_FORWARD ? a.batch * a.heads * a.queries : 1;
}
int64_t workspace(const al_attention&) { return 0; }
int64_t scratch(const al_attention& a) { return a.pass == AL_FORWARD ? a.keys * int64_t(sizeof(double)) : 0; }
int64_t cost(const al_attention& a, int32_t) {
	const int64_t row = a.keys * (a.size + a.value_size) * 2;
	if (a.pass == AL_STATISTICS) return row * a.queries;
	return a.pass == AL_FORWARD ? row : row * 3 * a.batch * a.heads * a.queries;
}

void run(const al_attention& a, int32_t, int64_t begin, int64_t end, void* scratch) {
	if (a.pass == AL_BACKWARD || a.pass == AL_TILE) {
		if (begin < end) a.pass == AL_TILE ? pool(a) : every_row(a);
		return;
	}
	for (int64_t unit = begin; unit < end; unit++) {
		if (a.cancelled && *a.cancelled) return;
		if (a.pass == AL_STATISTICS) {
			clear(a.column_mass ? a.column_mass + unit * a.keys : nullptr, a.keys);
			for (int64_t i = 0; i < a.queries; i++) statistics(Row(a, unit / a.heads, unit % a.heads, i));
			continue;
		}
		const int64_t n = unit / a.queries;
		forward(Row(a, n / a.heads, n % a.heads, unit % a.queries), static_cast<double*>(scratch));
	}
}

} /* namespace scalar */
} /* namespace attention_lab */
