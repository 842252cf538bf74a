"""PyTorch's side of `npm run bench -- attention --torch python`: a case on each line in, a row on each out.

Forward without gradients recorded; backward alone, of the sum of output * random, on a graph that is built once.
"""

import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F


def build(case):
    torch.set_num_threads(case["threads"])
    kind = getattr(torch, case["dtype"])
    make = torch.Generator().manual_seed(7)
    new = lambda *shape: torch.randn(*shape, generator=make).to(kind)  # noqa: E731
    B, H, G, L, S, D, E = (case[letter] for letter in "BHGLSDE")
    q, k, v = new(B, H, L, D), new(B, G, S, D), new(B, G, S, E)
    bias = new(1, H, L, S) if case["mask"] == "bias" else None
    causal = case["mask"] == "causal"

    def attend():
        if case["path"] == "weights":
            return torch.ops.aten._scaled_dot_product_attention_math(q, k, v, attn_mask=bias, is_causal=causal)[0]
        return F.scaled_dot_product_attention(q, k, v, attn_mask=bias, is_causal=causal, enable_gqa=G != H)

    if case["pass"] == "forward":

        def forward():
            with torch.no_grad():
                attend()

        return forward
    for tensor in (q, k, v):
        tensor.requires_grad_()
    out = attend()
    d_out = new(*out.shape)
    return lambda: torch.autograd.grad(out, (q, k, v), d_out, retain_graph=True)


def measure(run, runs=7, seconds=0.25):
    run()
    times, spent = [], 0.0
    while len(times) < runs or (spent < seconds and len(times) < 200):
        began = time.perf_counter()
        run()
        took = time.perf_counter() - began
        times.append(took * 1e3)
        spent += took
    times.sort()
    return {"runs": len(times), "ms": statistics.median(times), "ms_min": times[0], "ms_p90": times[int(0.9 * (len(times) - 1))]}


print(json.dumps({"name": "torch", "version": torch.__version__, "detail": torch.backends.cpu.get_cpu_capability()}), flush=True)
for line in sys.stdin:
    print(json.dumps(measure(build(json.loads(line)))), flush=True)
