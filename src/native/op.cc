/*
 * The core as operations of TensorFlow, `LabAttention` and `LabAttentionGrad`, on its thread pool and its memory. Loaded by
 * Node as an addon: loading registers them. An empty tensor stands for what is not there.
 */
#include <node_api.h>

#include <algorithm>
#include <cstdlib>

#include "attention.h"
#include "tensorflow/core/framework/common_shape_fns.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"
#include "tensorflow/core/framework/shape_inference.h"
#include "tensorflow/core/util/work_sharder.h"

namespace {

using tensorflow::DEVICE_CPU;
using tensorflow::DT_FLOAT;
using tensorflow::DT_UINT8;
using tensorflow::OpKernel;
using tensorflow::OpKernelConstruction;
using tensorflow::OpKernelContext;
using tensorflow::Tensor;
using tensorflow::TensorShape;
using tensorflow::errors::InvalidArgument;

enum Input { Q, K, V, MASK, BIAS, QUERY_LENGTHS, KEY_LENGTHS, SINKS, OUT, LOG_SUM_EXP, D_OUT, D_LOG_SUM_EXP };

/* Bits of the attribute `wanted`: gradients of q, k and v, of the bias, of the sinks. */
enum Wanted { ROWS = 1, BIASES = 2, SINK_LOGITS = 4 };

#define LAB_INPUTS                                                                               \
	Input("q: float")                                                                            \
		.Input("k: float")                                                                       \
		.Input("v: float")                                                                       \
		.Input("mask: bool")                                                                     \
		.Input("bias: float")                                                                    \
		.Input("query_lengths: int32")                                                           \
		.Input("key_lengths: int32")                                                             \
		.Input("sinks: float")

#define LAB_OPTIONS                                                                              \
	Attr("scale: float")                                                                         \
		.Attr("softcap: float = 0")                                                              \
		.Attr("diagonal: int = 0")                                                               \
		.Attr("left: int = -1")                                                                  \
		.Attr("right: int = -1")                                                                 \
		.Attr("dropout: float = 0")                                                              \
		.Attr("seed_low: int = 0")                                                               \
		.Attr("seed_high: int = 0")                                                              \
		.Attr("path: int = 0")

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

class AttentionOp : public OpKernel {
public:
	explicit AttentionOp(OpKernelConstruction* context) : OpKernel(context), options_() {
		int seed_low = 0, seed_high = 0, left = 0, right = 0;
		OP_REQUIRES_OK(context, context->GetAttr("scale", &options_.scale));
		OP_REQUIRES_OK(context, context->GetAttr("softcap", &options_.softcap));
		OP_REQUIRES_OK(context, context->GetAttr("diagonal", &options_.diagonal));
		OP_REQUIRES_OK(context, context->GetAttr("left", &left));
		OP_REQUIRES_OK(context, context->GetAttr("right", &right));
		OP_REQUIRES_OK(context, context->GetAttr("dropout", &options_.dropout));
		OP_REQUIRES_OK(context, context->GetAttr("seed_low", &seed_low));
		OP_REQUIRES_OK(context, context->GetAttr("seed_high", &seed_high));
		OP_REQUIRES_OK(context, context->GetAttr("path", &options_.path));
		options_.left = left;
		options_.right = right;
		options_.seed = uint64_t(uint32_t(seed_high)) << 32 | uint32_t(seed_low);
	}

protected:
	/* Sizes, arrays and options of this call; what does not fit fails here, before anything is read. */
	bool describe(OpKernelContext* context, al_attention* a) const {
		const Tensor &q = context->input(Q), &k = context->input(K), &v = context->input(V);
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
		a->mask = reinterpret_cast<const uint8_t*>(spread<bool>(context, MASK, full, a->mask_stride));
		a->bias = spread<float>(context, BIAS, full, a->bias_stride);
		a->query_lengths = list<int32_t>(context, QUERY_LENGTHS, a->batch);
		a->key_lengths = list<int32_t>(context, KEY_LENGTHS, a->batch);
		a->sinks = list<float>(context, SINKS, a->heads);
		return context->status().ok();
	}

	/* Runs all phases on TensorFlow's threads. */
	static void attend(OpKernelContext* context, al_attention* a) {
		Tensor workspace;
		const int64_t bytes = std::max<int64_t>(64, al_workspace(a));
		OP_REQUIRES_OK(context, context->allocate_temp(DT_UINT8, TensorShape({bytes + 64}), &workspace));
		a->workspace = aligned(workspace.flat<uint8_t>().data());
		const auto workers = *context->device()->tensorflow_cpu_worker_threads();
		const int64_t scratch = al_scratch(a);
		for (int32_t phase = 0; phase < al_phases(a); phase++) {
			const int64_t units = al_units(a, phase);
			if (units == 0) continue;
			tensorflow::Shard(workers.num_threads, workers.workers, units, al_unit_cost(a, phase),
			                  [a, phase, scratch](int64_t begin, int64_t end) {
				                  void* own = std::aligned_alloc(64, (std::max<int64_t>(64, scratch) + 63) / 64 * 64);
				                  al_run(a, phase, begin, end, own);
				                  std::free(own);
			                  });
		}
	}

	static float* output(OpKernelContext* context, int index, const TensorShape& shape) {
		Tensor* made = nullptr;
		const auto status = context->allocate_output(index, shape, &made);
		if (!status.ok()) context->SetStatus(status);
		return made ? made->flat<float>().data() : nullptr;
	}

private:
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
			context->CtxFailure(InvalidArgument("lengths must be [B], sinks [H], got ", t.shape().DebugString()));
		return t.flat<T>().data();
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
	/* Room for the gradient of an input; an empty tensor where it is not wanted. */
	float* wish(OpKernelContext* context, int index, Input of, int bit) const {
		const bool is_wanted = (wanted_ & bit) != 0;
		float* made = output(context, index, is_wanted ? context->input(of).shape() : TensorShape({0}));
		return is_wanted ? made : nullptr;
	}

	int wanted_ = ROWS;
};

REGISTER_KERNEL_BUILDER(Name("LabAttention").Device(DEVICE_CPU), ForwardOp);
REGISTER_KERNEL_BUILDER(Name("LabAttentionGrad").Device(DEVICE_CPU), BackwardOp);

} /* namespace */

NAPI_MODULE_INIT() {
	napi_value name;
	al_attention any = {};
	napi_create_string_utf8(env, al_path_name(al_chosen(&any)), NAPI_AUTO_LENGTH, &name);
	napi_set_named_property(env, exports, "path", name);
	return exports;
}
