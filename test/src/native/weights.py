"""The core's passes over the weights through ctypes against float64, on random options: python weights.py SEED DRAWS

Statistics (weights, entropy, distance, column mass, the largest of each row) and pooled tiles, every instruction set, one
thread and two: the same bits.
"""

import ctypes as C
import sys

import numpy as np

from core import AVX512_BF16, HIGH, MEDIUM, PATHS, at, attend, definition, describe, draw, lib, told

STATISTICS, TILE = 2, 3
TOP = 5
# Largest difference over max(1, largest value). A weight is off by as much as its score is: 1e-6 of 30 or so.
LIMIT = 2e-5


def wanted(q, k, options):
    """Weights and all that follows from them, in float64: with the unit matrix as values, the output is the weights."""
    (B, H, L), (G, S) = q.shape[:3], k.shape[1:3]
    eye = np.broadcast_to(np.eye(S, dtype=np.float32), (B, G, S, S))
    zeros = np.zeros((B, H, L, S), np.float32)
    found = definition(q, k, eye, zeros, zeros[..., 0], **options)
    return found["log_sum_exp"][0].astype(np.float32), told_by(found["out"][0], options)


def told_by(w, options):
    """What weights tell, in float64."""
    B, _, L, S = w.shape
    shift = np.zeros(B)
    if options["diagonal"]:
        shift = np.asarray(options.get("key_lengths", np.full(B, S))) - np.asarray(options.get("query_lengths", np.full(B, L)))
    away = abs(np.arange(S)[None, None] - np.arange(L)[None, :, None] - shift[:, None, None])[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = -np.where(w > 0, w * np.log(w), 0).sum(-1)
    return {
        "weights": w,
        "entropy": entropy,
        "distance": (w * away).sum(-1),
        "column_mass": w.sum(2),
        "top_weights": np.pad(np.sort(w, -1)[..., ::-1], [(0, 0)] * 3 + [(0, TOP)])[..., :TOP],
    }


def statistics(inputs, log_sum_exp, path, threads, options, precision=HIGH):
    q, k, v = inputs
    (B, H, L), S = q.shape[:3], k.shape[2]
    a = describe(q, k, v, path, precision, **options)
    shapes = {"weights": (B, H, L, S), "entropy": (B, H, L), "distance": (B, H, L), "column_mass": (B, H, S),
              "top_weights": (B, H, L, TOP)}
    found = {name: np.full(shape, np.nan, np.float32) for name, shape in shapes.items()}
    found["top_keys"] = np.full((B, H, L, TOP), -9, np.int32)
    for name, array in found.items():
        setattr(a, name, at(array))
    a.log_sum_exp, a.top, a.pass_ = at(log_sum_exp), TOP, STATISTICS
    assert lib.al_attend(C.byref(a), threads) == path
    return found


def tile(inputs, log_sum_exp, path, threads, options, head, rows, keys, zoom, precision=HIGH):
    a = describe(*inputs, path, precision, **options)
    side = 2**zoom
    shape = [-(-(end - begin) // side) for begin, end in (rows, keys)]
    found = {name: np.full(shape, np.nan, np.float32) for name in ("tile_max", "tile_mean")}
    for name, array in found.items():
        setattr(a, name, at(array))
    a.tile_batch, a.tile_head, a.tile_rows, a.tile_keys, a.zoom = *head, (C.c_int64 * 2)(*rows), (C.c_int64 * 2)(*keys), zoom
    a.log_sum_exp, a.pass_ = at(log_sum_exp), TILE
    assert lib.al_attend(C.byref(a), threads) == path
    return found


def pooled(w, zoom):
    side = 2**zoom
    cells = [[w[y : y + side, x : x + side] for x in range(0, w.shape[1], side)] for y in range(0, w.shape[0], side)]
    return {name: np.array([[of(cell) for cell in row] for row in cells]) for name, of in (("tile_max", np.max), ("tile_mean", np.mean))}


def rectangle(random, size):
    begin = int(random.integers(size))
    return begin, int(random.integers(begin + 1, size + 1))


def main(seed, draws):
    random = np.random.default_rng(seed)
    worst, faults = {}, 0

    def check(number, path, name, got, want, same):
        nonlocal faults
        far = np.inf if np.isnan(got).any() else abs(got - want).max(initial=0) / max(1, abs(want).max(initial=0))
        key = (lib.al_path_name(path).decode(), name)
        worst[key] = max(worst.get(key, 0), far)
        if far > LIMIT or not same:
            faults += 1
            print(f"draw {number}, {key}: {far:.1e}, same bits {same}: {told(inputs, options)}")

    for number in range(draws):
        (q, k, v, _, _), options = draw(random)
        options.pop("dropout", None), options.pop("seed", None)
        inputs = q, k, v
        log_sum_exp, want = wanted(q, k, options)
        head = int(random.integers(q.shape[0])), int(random.integers(q.shape[1]))
        place = dict(head=head, rows=rectangle(random, q.shape[2]), keys=rectangle(random, k.shape[2]), zoom=int(random.integers(9)))
        cut = want["weights"][head][slice(*place["rows"]), slice(*place["keys"])]
        for path in PATHS:
            got, alone = (statistics(inputs, log_sum_exp, path, threads, options) for threads in (2, 1))
            for name, value in want.items():
                check(number, path, name, got[name], value, np.array_equal(got[name], alone[name]))
            keys = got["top_keys"]
            of_keys = np.where(keys < 0, 0, np.take_along_axis(got["weights"], np.maximum(keys, 0), -1))
            is_named = np.array_equal(keys, alone["top_keys"]) and np.array_equal((keys >= 0), got["top_weights"] > 0)
            check(number, path, "top_keys", of_keys, got["top_weights"], is_named)
            got, alone = (tile(inputs, log_sum_exp, path, threads, options, **place) for threads in (2, 1))
            for name, value in pooled(cut, place["zoom"]).items():
                check(number, path, name, got[name], value, np.array_equal(got[name], alone[name]))
        if not lib.al_has_path(AVX512_BF16) or q.shape[1] * q.shape[2] < 16 * k.shape[1]:
            continue
        # Narrower products give other weights, which must still be those of their own logSumExp, and of each other.
        zeros = np.zeros((*q.shape[:3], v.shape[3]), np.float32)
        own = attend(q, k, v, zeros, zeros[..., 0], AVX512_BF16, 2, MEDIUM, **options)["log_sum_exp"]
        got, alone = (statistics(inputs, own, AVX512_BF16, threads, options, MEDIUM) for threads in (2, 1))
        w = got["weights"].astype(np.float64)
        sinks = np.zeros_like(own) if "sinks" not in options else np.exp(options["sinks"][None, :, None] - own)
        check(number, AVX512_BF16, "sum", w.sum(-1), np.where(np.isinf(own), 0, 1 - sinks), True)
        for name, value in told_by(w, options).items():
            check(number, AVX512_BF16, name, got[name], value, np.array_equal(got[name], alone[name]))
        got = tile(inputs, own, AVX512_BF16, 2, options, **place, precision=MEDIUM)
        for name, value in pooled(w[head][slice(*place["rows"]), slice(*place["keys"])], place["zoom"]).items():
            check(number, AVX512_BF16, name, got[name], value, True)
    for (path, name), far in sorted(worst.items()):
        print(f"{path:<8} {name:<12} {far:.1e}")
    print(f"{draws} draws, {len(PATHS)} paths, {faults} faults")
    return 1 if faults or not draws else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
