"""Writes the fixture that the tests of src/positions compare with.

    python reference.py    (needs numpy and torch; written from the papers, shares no code with this project)

Rotations are complex multiplications in float64 (Su et al. 2021, equation 13). Stretched angles: Chen et al. 2023; YaRN and
Llama 3.1 by the wave lengths of their authors' code. ALiBi: get_slopes of Press et al. T5: the float32 logarithms of the
usual implementation. Arrays are base64 of float32.
"""

import base64
import json
import math
import pathlib

import numpy as np
import torch

B, H, L, D = 2, 3, 5, 14


def numbers(count, seed):
    state, out = seed, []
    for _ in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        out.append(float(np.float32(state / 2**32 * 4 - 2)))
    return np.array(out)


def frequencies(size, base, scaling):
    exponents = np.arange(0, size, 2) / size
    theta = base**-exponents
    kind = scaling.get("kind")
    factor = scaling.get("factor")
    if kind == "linear":
        return theta / factor, 1.0
    if kind == "ntk":
        return (base * factor ** (size / (size - 2))) ** -exponents, 1.0
    if kind == "yarn":
        original = scaling["originalLength"]

        def dimension(rotations):
            return size * math.log(original / (rotations * 2 * math.pi)) / (2 * math.log(base))

        low = dimension(scaling.get("betaFast", 32))
        high = dimension(scaling.get("betaSlow", 1))
        if scaling.get("truncate", True):
            low, high = math.floor(low), math.ceil(high)
        low, high = max(low, 0), min(high, size - 1)
        ramp = np.clip((np.arange(size // 2) - low) / (high - low if high != low else 0.001), 0, 1)
        stretched = theta / factor * ramp + theta * (1 - ramp)
        return stretched, scaling.get("attentionFactor", 0.1 * math.log(factor) + 1)
    if kind == "llama3":
        original = scaling["originalLength"]
        low, high = scaling.get("lowFrequencyFactor", 1), scaling.get("highFrequencyFactor", 4)
        out = []
        for f in theta:
            wave = 2 * math.pi / f
            if wave < original / high:
                out.append(f)
            elif wave > original / low:
                out.append(f / factor)
            else:
                smooth = (original / wave - low) / (high - low)
                out.append((1 - smooth) * f / factor + smooth * f)
        return np.array(out), 1.0
    return theta, 1.0


def rotated(x, layout, size, base, positions, scaling):
    theta, magnitude = frequencies(size, base, scaling)
    turns = magnitude * np.exp(1j * np.asarray(positions, dtype=np.float64)[..., None] * theta)
    if turns.ndim == 3:
        turns = turns[:, None]
    head, rest = x[..., :size], x[..., size:]
    if layout == "interleaved":
        z = (head[..., 0::2] + 1j * head[..., 1::2]) * turns
        out = np.stack([z.real, z.imag], -1).reshape(head.shape)
    else:
        z = (head[..., : size // 2] + 1j * head[..., size // 2 :]) * turns
        out = np.concatenate([z.real, z.imag], -1)
    return np.concatenate([out, rest], -1)


X = numbers(B * H * L * D, 7).reshape(B, H, L, D)
LLAMA = {"kind": "llama3", "factor": 8, "originalLength": 100}
YARN = {"kind": "yarn", "factor": 4, "originalLength": 300}
CASES = [
    {"layout": "interleaved"},
    {"layout": "half"},
    {"layout": "half", "size": 6},
    {"layout": "interleaved", "size": 10, "offset": 4099},
    {"layout": "half", "base": 500000, "positions": [3, 1, 4, 1, 59]},
    {"layout": "interleaved", "positions": [[0, 1, 2, 3, 4], [0, 0, 0, 1, 2.5]]},
    {"layout": "half", "offset": 700, "scaling": {"kind": "linear", "factor": 2.5}},
    {"layout": "half", "offset": 700, "scaling": {"kind": "ntk", "factor": 4}},
    {"layout": "half", "offset": 700, "scaling": YARN},
    {"layout": "half", "offset": 700, "scaling": {**YARN, "truncate": False, "attentionFactor": 1, "betaFast": 16, "betaSlow": 2}},
    {"layout": "half", "offset": 90, "scaling": LLAMA},
    {"layout": "interleaved", "offset": 90, "scaling": {**LLAMA, "lowFrequencyFactor": 0.5, "highFrequencyFactor": 3}},
]


def rope(case):
    offset = case.get("offset", 0)
    positions = case.get("positions", list(range(offset, offset + L)))
    out = rotated(X, case["layout"], case.get("size", D), case.get("base", 10000), positions, case.get("scaling", {}))
    return {"options": case, "out": base64.b64encode(out.astype("<f4").tobytes()).decode()}


def slopes(n):
    def power_of_two(n):
        start = 2 ** (-(2 ** -(math.log2(n) - 3)))
        return [start * start**i for i in range(n)]

    if math.log2(n).is_integer():
        return power_of_two(n)
    closest = 2 ** math.floor(math.log2(n))
    return power_of_two(closest) + slopes(2 * closest)[0::2][: n - closest]


def t5(distances, buckets, max_distance, bidirectional):
    relative = torch.as_tensor(distances)
    out = torch.zeros_like(relative)
    if bidirectional:
        buckets //= 2
        out += (relative > 0).long() * buckets
        relative = relative.abs()
    else:
        relative = -torch.min(relative, torch.zeros_like(relative))
    exact = buckets // 2
    far = exact + (
        torch.log(relative.float() / exact) / math.log(max_distance / exact) * (buckets - exact)
    ).to(torch.long)
    far = torch.min(far, torch.full_like(far, buckets - 1))
    return (out + torch.where(relative < exact, relative, far)).tolist()


# Runs of [bucket, first distance j - i]: what the usual code gives from -1500 to 1500.
def runs(buckets, max_distance, bidirectional):
    distances = list(range(-1500, 1501))
    row = t5(distances, buckets, max_distance, bidirectional)
    starts = [[row[i], distances[i]] for i in range(len(row)) if i == 0 or row[i] != row[i - 1]]
    return {"buckets": buckets, "maxDistance": max_distance, "bidirectional": bidirectional, "runs": starts}


fixture = {
    "madeBy": f"numpy {np.__version__}, torch {torch.__version__}",
    "shape": [B, H, L, D],
    "rope": [rope(case) for case in CASES],
    "slopes": {n: slopes(n) for n in (1, 2, 3, 5, 6, 8, 12, 13, 16, 20, 71)},
    "t5": [runs(32, 128, True), runs(32, 128, False), runs(64, 256, True), runs(20, 100, False), runs(22, 71, True)],
}
out = pathlib.Path(__file__).parent / "fixtures" / "positions.json"
out.write_text(json.dumps(fixture) + "\n")
print(out.name, out.stat().st_size)
