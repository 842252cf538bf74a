"""Writes the fixture that test/src/normalizers/normalizers.test.ts compares with.

    python reference.py    (needs torch; shares no code with this project)

Weights and gradients of softmax, sparsemax and 1.5-entmax in float64. The threshold of the sparse two is found by
bisection; one Newton step from there, with its slope held fixed, carries torch's own gradient through it.
"""

import json
import pathlib

import torch

torch.manual_seed(20261125)
B, L, S = 3, 5, 11
scores = (torch.randn(B, L, S) * 1.5).float().double()
mask = torch.rand(B, L, S) > 0.4
mask[1, 2] = False
mask[2, 3] = False
mask[2, 3, 7] = True
share = torch.randn(B, L, S).float().double()


def threshold(z, power):
    """t with sum(max(z - t, 0) ** power) = 1; z is -inf where masked."""
    low, high = z.max() - 1, z.max()
    for _ in range(200):
        middle = (low + high) / 2
        if ((z - middle).clamp(min=0) ** power).sum() >= 1:
            low = middle
        else:
            high = middle
    return low.detach()


def sparse(row, seen, power):
    z = (row / power)[seen]
    t = threshold(z.detach(), power)
    over = (z - t).clamp(min=0)
    slope = (power * over ** (power - 1) * (over > 0)).sum().detach()
    t = t + ((over**power).sum() - 1) / slope
    return torch.zeros_like(row).index_put((seen.nonzero()[:, 0],), (z - t).clamp(min=0) ** power)


def softmax(row, seen):
    return torch.zeros_like(row).index_put((seen.nonzero()[:, 0],), row[seen].softmax(0))


FUNCTIONS = {
    "maskedSoftmax": softmax,
    "sparsemax": lambda row, seen: sparse(row, seen, 1),
    "entmax15": lambda row, seen: sparse(row, seen, 2),
}


def apply(function, x, seen):
    rows = [
        function(row, may) if may.any() else row * 0 for row, may in zip(x.reshape(-1, S), seen.reshape(-1, S))
    ]
    return torch.stack(rows)


def flat(x):
    return [float(f"{entry:.9g}") for entry in x.flatten().tolist()]


found = {}
for name, function in FUNCTIONS.items():
    for key, seen in {"plain": torch.ones_like(mask), "masked": mask}.items():
        x = scores.clone().requires_grad_(True)
        weights = apply(function, x, seen)
        (weights * share.reshape(-1, S)).sum().backward()
        found.setdefault(name, {})[key] = {"weights": flat(weights.detach()), "gradient": flat(x.grad)}

out = pathlib.Path(__file__).parent / "fixtures" / "normalizers.json"
out.parent.mkdir(exist_ok=True)
inputs = {"shape": [B, L, S], "scores": flat(scores), "mask": mask.flatten().int().tolist(), "share": flat(share)}
out.write_text(json.dumps({"madeBy": f"torch {torch.__version__}", **inputs, **found}) + "\n")
print(out, out.stat().st_size)
