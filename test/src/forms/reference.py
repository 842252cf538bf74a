"""Writes the fixture that the tests of src/forms compare with.

    python reference.py    (needs torch; written from the papers, shares no code with this project)

Outputs, and gradients of sum(output * weight), in float64 by autograd, then rounded; arrays are base64 of float32. Linear
attention is the quadratic formula of Katharopoulos et al. 2020, equation 4; Nyströmformer equations 13 and 14 with its
iteration; Linformer equation 7.
"""

import base64
import json
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
B, H, G, D, E = 2, 6, 3, 4, 8


def numbers(shape, seed):
    state, out = seed, []
    for _ in range(math.prod(shape)):
        state = (state * 1664525 + 1013904223) % 2**32
        out.append(state / 2**32 * 4 - 2)
    return torch.tensor(out).float().double().reshape(shape)


def heads(x):
    return x.repeat_interleave(H // G, dim=1)


def key_mask(S, options):
    lengths = torch.tensor(options.get("keyLengths", [S] * B))
    return torch.arange(S) < lengths[:, None, None, None]


def normalised(weights):
    total = weights.sum(-1, keepdim=True)
    return torch.where(total > 0, weights / torch.where(total > 0, total, torch.ones_like(total)), torch.zeros_like(total))


def softmax(scores, mask):
    raised = torch.exp(scores - scores.detach().amax(-1, keepdim=True)) * mask
    return normalised(raised)


def linear(q, k, v, options):
    L, S = q.shape[2], k.shape[2]
    mask = key_mask(S, options).expand(B, 1, L, S)
    if "causal" in options:
        # Bottom-right counts to the last real key of each batch row.
        ends = torch.tensor(options.get("keyLengths", [S] * B))[:, None, None, None]
        first = ends - L if options["causal"] == "bottom-right" else 0
        mask = mask & (torch.arange(S) <= torch.arange(L)[:, None] + first)
    feature = lambda x: torch.nn.functional.elu(x) + 1
    weights = torch.einsum("bhid,bhjd->bhij", feature(q), feature(heads(k))) * mask
    return normalised(weights) @ heads(v)


def runs(x, count, real):
    n = x.shape[2]
    means, some = [], []
    for r in range(count):
        part = slice(r * n // count, (r + 1) * n // count)
        held = real[:, :, part].sum(2)
        means.append((x * real)[:, :, part].sum(2) / torch.clamp(held, min=1))
        some.append(held > 0)
    return torch.stack(means, 2), torch.stack(some, 2)


def nystrom(q, k, v, options):
    m, iterations, scale = options["landmarks"], options.get("iterations", 6), options.get("scale", D**-0.5)
    S = k.shape[2]
    mask = key_mask(S, options)
    qm, _ = runs(q, m, torch.ones(1, 1, q.shape[2], 1))
    km, some = runs(heads(k), m, mask.reshape(B, 1, S, 1).double())
    some = some.reshape(B, 1, 1, m)
    f = softmax(scale * q @ km.mT, some)
    a = softmax(scale * qm @ km.mT, some)
    b = softmax(scale * qm @ heads(k).mT, mask)
    eye = torch.eye(m)
    norm = a.sum(-2).amax(-1)[..., None, None]
    z = a.mT / torch.where(norm > 0, norm, torch.ones_like(norm))
    for _ in range(iterations):
        az = a @ z
        z = 0.25 * z @ (13 * eye - az @ (15 * eye - az @ (7 * eye - az)))
    return f @ (z @ (b @ heads(v)))


def linformer(q, k, v, options, e, f):
    real = key_mask(k.shape[2], options).reshape(B, 1, -1, 1)
    km, vm = heads(e @ (k * real)), heads(f @ (v * real))
    return torch.softmax(options.get("scale", D**-0.5) * q @ km.mT, -1) @ vm


def text(x):
    return base64.b64encode(x.detach().numpy().astype("<f4").tobytes()).decode()


def case(form, L, S, options, projections=()):
    q, k, v = numbers((B, H, L, D), 1), numbers((B, G, S, D), 2), numbers((B, G, S, E), 3)
    extra = [numbers(shape, 11 + at) for at, shape in enumerate(projections)]
    inputs = [x.requires_grad_() for x in (q, k, v, *extra)]
    out = {"linear": linear, "nystrom": nystrom, "linformer": linformer}[form](q, k, v, options, *extra)
    (out * numbers(out.shape, 7)).sum().backward()
    return {
        "form": form,
        "L": L,
        "S": S,
        "options": options,
        "projections": projections,
        "out": text(out),
        "gradients": [text(x.grad) for x in inputs],
    }


CASES = [
    case("linear", 5, 7, {}),
    case("linear", 5, 7, {"causal": "bottom-right", "keyLengths": [7, 3]}),
    case("linear", 7, 5, {"causal": "top-left", "keyLengths": [0, 4]}),
    case("nystrom", 5, 7, {"landmarks": 3}),
    case("nystrom", 7, 5, {"landmarks": 2, "iterations": 3, "scale": 0.8, "keyLengths": [2, 5]}),
    case("linformer", 5, 7, {}, [(3, 7), (3, 7)]),
    case("linformer", 5, 7, {"scale": 0.3, "keyLengths": [4, 7]}, [(G, 2, 7), (2, 7)]),
]
fixture = {"madeBy": f"torch {torch.__version__}", "sizes": {"B": B, "H": H, "G": G, "D": D, "E": E}, "cases": CASES}
out = pathlib.Path(__file__).parent / "fixtures" / "forms.json"
out.write_text(json.dumps(fixture) + "\n")
print(out.name, out.stat().st_size)
