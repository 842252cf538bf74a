/*
 * The core as operations of TensorFlow, on its thread pool and its memory: `LabAttention`, `LabAttentionGrad`,
 * `LabAttentionStatistics` and `LabAttentionTile`. Loaded by Node as an addon: loading registers them. An empty tensor
 * stands for what is not there.
 */
#include <node_api.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>

#include "attention.h"
#include "tensorflow/core/framework/common_shape_fns.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"
#include "tensorflow/core/framework/shape_inference.h"

namespace {

using tensorflow::DEVICE_CPU;
using tensorflow::DT_UINT8;
using tensorflow::OpKernel;
using tensorflow::OpKernelConstruction;
using tensorflow::OpKernelContext;
using tensorflow::Tensor;
using tensorflow::TensorShape;
using tensorflow::errors::Cancelled;
using tensorflow::errors::InvalidArgument;

enum Input { Q, K, V, MASK, BIAS, QUERY_LENGTHS, KEY_LENGTHS, SINKS, SEED, OUT, LOG_SUM_EXP, D_OUT, D_LOG_SUM_EXP };

/* Of the operations that take no v. */
enum WeightsInput { KNOWN = 8, PLACE };

/* Bits of the attribute `wanted`: gradients of q, k and v, of the bias, of the sinks. */
enum Wanted { ROWS = 1, BIASES = 2, SINK_LOGITS = 4 };

/* And of the statistics. */
enum Statistic { WEIGHTS = 1, ENTROPY = 2, DISTANCE = 4, COLUMN_MASS = 8 };

/* Where Node's other threads say that an operation shall end early. */
const volatile int32_t* cancelled = nullptr;

#define LAB_LIMITS                                                                               \
	Input("mask: bool")                                                                          \
		.Input("bias: float")                                                                    \
		.Input("query_lengths: int32")                                                           \
		.Input("key_lengths: int32")                                                             \
		.Input("sinks: float")                                                                   \
		.Input("seed: int32")

#define LAB_OPTIONS                                                                              \
	Attr("scale: float")                                                                         \
		.Attr("softcap: float = 0")                                                              \
		.Attr("diagonal: int = 0")                                                               \
		.Attr("left: int = -1")                                                                  \
		.Attr("right: int = -1")                                                                 \
		.Attr("dropout: float = 0")                                                              \
		.Attr("path: int = 0")                                                                       \
		.Attr("precision: int = 0")

#define LAB_INPUTS Input("q: float").Input("k: float").Input("v: float").LAB_LIMITS

#define LAB_WEIGHTS Input("q: float").Input("k: float").LAB_LIMITS.Input("log_sum_exp: float")

REGISTER_OP("LabAttention")
	.LAB_INPUTS.LAB_OPTIONS.Output("out: float")
	.Output("log_sum_exp: float")
	.SetShapeFn(tensorflow::shape_inference::UnknownShape);

REGISTER_OP("LabAttentionGrad")
	.LAB_INPUTS.Input("out: float")
	.Input("log_sum_exp: float")
	.Input("d_out: float")
	.Input("d_log_sum_exp: float")
	.LAB_OPTIONS.Attr("wanted: int = 1")
	.Output("d_q: float")
	.Output("d_k: float")
	.Output("d_v: float")
	.Output("d_bias: float")
	.Output("d_sinks: float")
	.SetShapeFn(tensorflow::shape_inference::UnknownShape);

REGISTER_OP("LabAttentionStatistics")
	.LAB_WEIGHTS.LAB_OPTIONS.Attr("wanted: int")
	.Attr("top: int = 0")
	.Output("weights: float")
	.Output("entropy: float")
	.Output("distance: float")
	.Output("column_mass: float")
	.Output("top_weights: float")
	.Output("top_keys: int32")
	.SetShapeFn(tensorflow::shape_inference::UnknownShape);

REGISTER_OP("LabAttentionTile")
	.LAB_WEIGHTS.Input("place: int32")
	.LAB_OPTIONS.Output("max: float")
	.Output("mean: float")
	.SetShapeFn(tensorflow::shape_inference::UnknownShape);

/* Each thread keeps its scratch, less than a megabyte: fresh pages would cost a small attention more than its numbers. */
class Scratch {
public:
	~Scratch() { std::free(memory_); }

	static void* of_this_thread(int64_t bytes) {
		static thread_local Scratch own;
		if (bytes > own.bytes_) {
			std::free(own.memory_);
			own.bytes_ = (bytes + 63) / 64 * 64;
			own.memory_ = std::aligned_alloc(64, own.bytes_);
		}
		return own.memory_;
	}

private:
	void* memory_ = nullptr;
	int64_t bytes_ = 0;
};

/*
 * Units on TensorFlow's threads and on this one, each taking the next that is left. The pool's own loop hands out shares
 * beforehand, and waits for threads that sleep: waking one takes as long as a small attention. Here one that comes too late
 * finds nothing to do.
 */
template <typename Work>
void share_out(const tensorflow::DeviceBase::CpuWorkerThreads& workers, int64_t units, int64_t cost, const Work& work) {
	constexpr int64_t WORTH_A_THREAD = 40000; /* cycles */
	struct Shared {
		std::atomic<int64_t> next{0}, left;
		std::mutex mutex;
		std::condition_variable over;
		explicit Shared(int64_t units) : left(units) {}
	};
	const auto shared = std::make_shared<Shared>(units);
	/* `work` is gone once no unit is left, and nobody calls it then. */
	const auto take = [shared, units, &work] {
		for (int64_t unit = shared->next++; unit < units; unit = shared->next++) {
			work(unit);
			if (--shared->left > 0) continue;
			const std::lock_guard<std::mutex> lock(shared->mutex);
			shared->over.notify_one();
		}
	};
	const int64_t others = std::min({int64_t(workers.num_threads) - 1, units - 1, units * cost / WORTH_A_THREAD});
	for (int64_t at = 0; at < others; at++) workers.workers->Schedule(take);
	take();
	for (int at = 0; at < 2000 && shared->left > 0; at++) std::this_thread::yield();
	std::unique_lock<std::mutex> lock(shared->mutex);
	shared->over.wait(lock, [&] { return shared->left <= 0; });
}

class AttentionOp : public OpKernel {
public:
	explicit AttentionOp(OpKernelConstruction* context) : OpKernel(context), options_() {
		int left = 0, right = 0;
		OP_REQUIRES_OK(context, context->GetAttr("scale", &options_.scale));
		OP_REQUIRES_OK(context, context->GetAttr("softcap", &options_.softcap));
		OP_REQUIRES_OK(context, context->GetAttr("diagonal", &options_.diagonal));
		OP_REQUIRES_OK(context, context->GetAttr("left", &left));
		OP_REQUIRES_OK(context, context->GetAttr("right", &right));
		OP_REQUIRES_OK(context, context->GetAttr("dropout", &options_.dropout));
		OP_REQUIRES_OK(context, context->GetAttr("path", &options_.path));
		OP_REQUIRES_OK(context, context->GetAttr("precision", &options_.precision));
		options_.left = left;
		options_.right = right;
	}

protected:
	/* Sizes, arrays and options of this call; what does not fit fails here, before anything is read. */
	bool describe(OpKernelContext* context, al_attention* a) const {
		return describe(context, a, context->input(Q), context->input(K), context->input(V), MASK);
	}

	/* The same for what asks of the weights: there the keys stand in for the values, which are not read. */
	bool describe_weights(OpKernelContext* context, al_attention* a, al_pass pass) const {
		const Tensor &q = context->input(Q), &k = context->input(K), &known = context->input(KNOWN);
		if (!describe(context, a, q, k, k, MASK - 1)) return false;
		if (known.NumElements() != a->batch * a->heads * a->queries) {
			context->CtxFailure(InvalidArgument("log_sum_exp must be [B,H,L], got ", known.shape().DebugString()));
			return false;
		}
		a->log_sum_exp = const_cast<float*>(known.flat<float>().data());
		a->dropout = 0;
		a->pass = pass;
		return true;
	}

	/* Runs all phases on TensorFlow's threads. */
	static void attend(OpKernelContext* context, al_attention* a) {
		Tensor workspace;
		const int64_t bytes = std::max<int64_t>(64, al_workspace(a));
		OP_REQUIRES_OK(context, context->allocate_temp(DT_UINT8, TensorShape({bytes + 64}), &workspace));
		a->workspace = aligned(workspace.flat<uint8_t>().data());
		const auto workers = *context->device()->tensorflow_cpu_worker_threads();
		const int64_t scratch = al_scratch(a);
		a->cancelled = cancelled;
		for (int32_t phase = 0; phase < al_phases(a); phase++) {
			const int64_t units = al_units(a, phase);
			if (units == 0) continue;
			share_out(workers, units, al_unit_cost(a, phase), [a, phase, scratch](int64_t unit) {
				al_run(a, phase, unit, unit + 1, Scratch::of_this_thread(scratch));
			});
		}
		OP_REQUIRES(context, !cancelled || !*cancelled, Cancelled("attention was interrupted"));
	}

	template <typename T = float>
	static T* output(OpKernelContext* context, int index, const TensorShape& shape) {
		Tensor* made = nullptr;
		const auto status = context->allocate_output(index, shape, &made);
		if (!status.ok()) context->SetStatus(status);
		return made ? made->flat<T>().data() : nullptr;
	}

	/* Room for an output that may not be wanted: then an empty tensor. */
	template <typename T = float>
	static T* output_if(OpKernelContext* context, int index, bool is_wanted, const TensorShape& shape) {
		T* made = output<T>(context, index, is_wanted ? shape : TensorShape({0}));
		return is_wanted ? made : nullptr;
	}

private:
	/* The inputs that limit cells begin at `limits`. */
	bool describe(OpKernelContext* context, al_attention* a, const Tensor& q, const Tensor& k, const Tensor& v, int limits) const {
		const bool fits = q.dims() == 4 && k.dims() == 4 && v.dims() == 4 && q.dim_size(0) == k.dim_size(0) &&
		                  q.dim_size(0) == v.dim_size(0) && k.dim_size(1) == v.dim_size(1) &&
		                  k.dim_size(2) == v.dim_size(2) && q.dim_size(3) == k.dim_size(3) && k.dim_size(1) > 0 &&
		                  q.dim_size(1) % k.dim_size(1) == 0;
		if (!fits) {
			context->CtxFailure(InvalidArgument("must be q [B,H,L,D], k [B,G,S,D], v [B,G,S,E], got ",
			                                    q.shape().DebugString(), ", ", k.shape().DebugString(), ", ",
			                                    v.shape().DebugString()));
			return false;
		}
		*a = options_;
		if (al_chosen(a) == 0) {
			context->CtxFailure(InvalidArgument("path must be one that this processor has, got ", a->path));
			return false;
		}
		a->batch = q.dim_size(0), a->heads = q.dim_size(1), a->groups = k.dim_size(1), a->queries = q.dim_size(2);
		a->keys = k.dim_size(2), a->size = q.dim_size(3), a->value_size = v.dim_size(3);
		a->q = rows(q), a->k = rows(k), a->v = rows(v);
		const int64_t full[4] = {a->batch, a->heads, a->queries, a->keys};
		a->mask = reinterpret_cast<const uint8_t*>(spread<bool>(context, limits, full, a->mask_stride));
		a->bias = spread<float>(context, limits + 1, full, a->bias_stride);
		a->query_lengths = lengths(context, limits + 2, a->batch, a->queries);
		a->key_lengths = lengths(context, limits + 3, a->batch, a->keys);
		a->sinks = list<float>(context, limits + 4, a->heads);
		const int32_t* seed = list<int32_t>(context, limits + 5, 2);
		if (seed) a->seed = uint64_t(uint32_t(seed[1])) << 32 | uint32_t(seed[0]);
		return context->status().ok();
	}

	static void* aligned(uint8_t* at) { return reinterpret_cast<void*>((reinterpret_cast<uintptr_t>(at) + 63) & ~uintptr_t(63)); }

	static al_rows rows(const Tensor& t) {
		const int64_t row = t.dim_size(3), head = row * t.dim_size(2);
		return {t.flat<float>().data(), head * t.dim_size(1), head, row};
	}

	template <typename T>
	static const T* spread(OpKernelContext* context, int index, const int64_t* full, int64_t* stride) {
		const Tensor& t = context->input(index);
		if (t.NumElements() == 0) return nullptr;
		bool fits = t.dims() == 4;
		int64_t step = 1;
		for (int axis = 3; fits && axis >= 0; axis--) {
			fits = t.dim_size(axis) == 1 || t.dim_size(axis) == full[axis];
			stride[axis] = t.dim_size(axis) == 1 ? 0 : step;
			step *= t.dim_size(axis);
		}
		if (!fits)
			context->CtxFailure(InvalidArgument("mask and bias must be of rank 4 and broadcast to [B,H,L,S], got ",
			                                    t.shape().DebugString()));
		return t.flat<T>().data();
	}

	template <typename T>
	static const T* list(OpKernelContext* context, int index, int64_t count) {
		const Tensor& t = context->input(index);
		if (t.NumElements() == 0) return nullptr;
		if (t.NumElements() != count)
			context->CtxFailure(InvalidArgument("lengths must be [B], sinks [H], a seed [2], got ", t.shape().DebugString()));
		return t.flat<T>().data();
	}

	static const int32_t* lengths(OpKernelContext* context, int index, int64_t count, int64_t most) {
		const int32_t* all = list<int32_t>(context, index, count);
		for (int64_t b = 0; all && context->status().ok() && b < count; b++)
			if (all[b] < 0 || all[b] > most)
				context->CtxFailure(InvalidArgument("lengths must be from 0 to ", most, ", got ", all[b]));
		return all;
	}

	al_attention options_;
};

class ForwardOp : public AttentionOp {
public:
	using AttentionOp::AttentionOp;

	void Compute(OpKernelContext* context) override {
		al_attention a;
		if (!describe(context, &a)) return;
		a.pass = AL_FORWARD;
		a.out = output(context, 0, TensorShape({a.batch, a.heads, a.queries, a.value_size}));
		a.log_sum_exp = output(context, 1, TensorShape({a.batch, a.heads, a.queries}));
		if (context->status().ok()) attend(context, &a);
	}
};

class BackwardOp : public AttentionOp {
public:
	explicit BackwardOp(OpKernelConstruction* context) : AttentionOp(context) {
		OP_REQUIRES_OK(context, context->GetAttr("wanted", &wanted_));
	}

	void Compute(OpKernelContext* context) override {
		al_attention a;
		if (!describe(context, &a)) return;
		a.pass = AL_BACKWARD;
		const int64_t rows = a.batch * a.heads * a.queries;
		const Tensor& d_log_sum_exp = context->input(D_LOG_SUM_EXP);
		const bool fits = context->input(OUT).NumElements() == rows * a.value_size &&
		                  context->input(D_OUT).NumElements() == rows * a.value_size &&
		                  context->input(LOG_SUM_EXP).NumElements() == rows &&
		                  (d_log_sum_exp.NumElements() == rows || d_log_sum_exp.NumElements() == 0);
		OP_REQUIRES(context, fits, InvalidArgument("out and d_out must be [B,H,L,E], log_sum_exp and its gradient [B,H,L]"));
		a.out = const_cast<float*>(context->input(OUT).flat<float>().data());
		a.log_sum_exp = const_cast<float*>(context->input(LOG_SUM_EXP).flat<float>().data());
		a.d_out = context->input(D_OUT).flat<float>().data();
		a.d_log_sum_exp = d_log_sum_exp.NumElements() > 0 ? d_log_sum_exp.flat<float>().data() : nullptr;
		a.d_q = wish(context, 0, Q, ROWS);
		a.d_k = wish(context, 1, K, ROWS);
		a.d_v = wish(context, 2, V, ROWS);
		a.d_bias = wish(context, 3, BIAS, a.bias ? BIASES : 0);
		a.d_sinks = wish(context, 4, SINKS, a.sinks ? SINK_LOGITS : 0);
		if (!context->status().ok()) return;
		if (a.d_bias) std::fill(a.d_bias, a.d_bias + context->input(BIAS).NumElements(), 0.0f);
		attend(context, &a);
	}

private:
	/* Room for the gradient of an input. */
	float* wish(OpKernelContext* context, int index, Input of, int bit) const {
		return output_if(context, index, (wanted_ & bit) != 0, context->input(of).shape());
	}

	int wanted_ = ROWS;
};

class StatisticsOp : public AttentionOp {
public:
	explicit StatisticsOp(OpKernelConstruction* context) : AttentionOp(context) {
		OP_REQUIRES_OK(context, context->GetAttr("wanted", &wanted_));
		OP_REQUIRES_OK(context, context->GetAttr("top", &top_));
	}

	void Compute(OpKernelContext* context) override {
		al_attention a;
		if (!describe_weights(context, &a, AL_STATISTICS)) return;
		OP_REQUIRES(context, top_ >= 0, InvalidArgument("top must be at least 0, got ", top_));
		const TensorShape rows({a.batch, a.heads, a.queries}), top({a.batch, a.heads, a.queries, top_});
		a.top = top_;
		a.weights = output_if(context, 0, wanted_ & WEIGHTS, TensorShape({a.batch, a.heads, a.queries, a.keys}));
		a.entropy = output_if(context, 1, wanted_ & ENTROPY, rows);
		a.distance = output_if(context, 2, wanted_ & DISTANCE, rows);
		a.column_mass = output_if(context, 3, wanted_ & COLUMN_MASS, TensorShape({a.batch, a.heads, a.keys}));
		a.top_weights = output_if(context, 4, top_ > 0, top);
		a.top_keys = output_if<int32_t>(context, 5, top_ > 0, top);
		if (context->status().ok()) attend(context, &a);
	}

private:
	int wanted_ = 0, top_ = 0;
};

class TileOp : public AttentionOp {
public:
	using AttentionOp::AttentionOp;

	void Compute(OpKernelContext* context) override {
		al_attention a;
		if (!describe_weights(context, &a, AL_TILE)) return;
		OP_REQUIRES(context, context->input(PLACE).NumElements() == 7, InvalidArgument("a tile must have a place of 7 numbers"));
		const int32_t* place = context->input(PLACE).flat<int32_t>().data();
		const int batch = place[0], head = place[1], first_query = place[2], end_query = place[3], first_key = place[4],
		          end_key = place[5], zoom = place[6];
		const bool fits = batch >= 0 && batch < a.batch && head >= 0 && head < a.heads && first_query >= 0 &&
		                  first_query < end_query && end_query <= a.queries && first_key >= 0 && first_key < end_key &&
		                  end_key <= a.keys && zoom >= 0 && zoom <= 30;
		OP_REQUIRES(context, fits, InvalidArgument("a tile must lie within the map"));
		a.tile_batch = batch, a.tile_head = head, a.zoom = zoom;
		a.tile_rows[0] = first_query, a.tile_rows[1] = end_query, a.tile_keys[0] = first_key, a.tile_keys[1] = end_key;
		const auto pixels = [zoom](int64_t cells) { return (cells + (int64_t(1) << zoom) - 1) >> zoom; };
		const TensorShape shape({pixels(end_query - first_query), pixels(end_key - first_key)});
		a.tile_max = output(context, 0, shape);
		a.tile_mean = output(context, 1, shape);
		if (context->status().ok()) attend(context, &a);
	}
};

REGISTER_KERNEL_BUILDER(Name("LabAttentionStatistics").Device(DEVICE_CPU), StatisticsOp);
REGISTER_KERNEL_BUILDER(Name("LabAttentionTile").Device(DEVICE_CPU), TileOp);
REGISTER_KERNEL_BUILDER(Name("LabAttention").Device(DEVICE_CPU), ForwardOp);
REGISTER_KERNEL_BUILDER(Name("LabAttentionGrad").Device(DEVICE_CPU), BackwardOp);

/* watch(flag: Int32Array): operations end early while its number is not 0. It must outlive them. */
napi_value watch(napi_env env, napi_callback_info info) {
	size_t count = 1, length = 0;
	napi_value flag = nullptr;
	napi_typedarray_type type = napi_int8_array;
	void* data = nullptr;
	napi_get_cb_info(env, info, &count, &flag, nullptr, nullptr);
	const bool fits = count == 1 && napi_get_typedarray_info(env, flag, &type, &length, &data, nullptr, nullptr) == napi_ok &&
	                  type == napi_int32_array && length == 1;
	if (fits) cancelled = static_cast<const volatile int32_t*>(data);
	else napi_throw_type_error(env, nullptr, "watch: flag must be an Int32Array of one number");
	return nullptr;
}

} /* namespace */

NAPI_MODULE_INIT() {
	napi_value name;
	al_attention any = {};
	napi_create_string_utf8(env, al_path_name(al_chosen(&any)), NAPI_AUTO_LENGTH, &name);
	napi_set_named_property(env, exports, "path", name);
	napi_value function;
	napi_create_function(env, "watch", NAPI_AUTO_LENGTH, watch, nullptr, &function);
	napi_set_named_property(env, exports, "watch", function);
	return exports;
}
