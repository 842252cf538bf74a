"""The attention core through ctypes against a float64 definition, on random options: python core.py SEED DRAWS

Every instruction set of this machine, one thread and two: the same bits. Sizes that are no multiple of anything. Precision
medium, where the processor has it, against the same definition, and against one that rounds where the core does.
"""

import ctypes as C
import sys
from pathlib import Path

import numpy as np

lib = C.CDLL(str(Path(__file__).resolve().parents[3] / "src" / "native" / "build" / "libattention.so"))
lib.al_path_name.restype = C.c_char_p
FORWARD, BACKWARD = 0, 1
HIGH, MEDIUM = 0, 1
AVX512, AVX512_BF16 = 4, 5
PATHS = [path for path in range(1, 5) if lib.al_has_path(path)]
# Largest difference over max(0.1, largest value).
LIMITS = {"out": 1e-5, "log_sum_exp": 1e-5, "d_q": 3e-4, "d_k": 3e-4, "d_v": 1e-5, "d_sinks": 5e-5}
# The same over the largest mass, the sum of the sizes of all terms: gradients of the bias may cancel to nothing.
MASS_LIMIT = 1e-6
# Of medium over the mass: bfloat16 rounds a number by 2^-8 of it at most, a score knows two of them and a weight one more.
MEDIUM_MASS_LIMIT = 2**-7
# Of medium against the same roundings in float64. A float that falls to the other side of a tie moves one term by 2^-7 of
# it, so all but log_sum_exp, which is before the ties, are compared on average.
MEDIUM_LIMITS = {"log_sum_exp": 1e-5}
MEDIUM_MEAN_LIMIT = 5e-5
# Keys of which the forward rounds weights by one maximum.
FORWARD_KEYS = 512


class Rows(C.Structure):
    _fields_ = [("data", C.c_void_p), ("batch", C.c_int64), ("head", C.c_int64), ("row", C.c_int64)]


class Attention(C.Structure):
    """`al_attention` of src/native/attention.h."""

    _fields_ = [
        *[(name, C.c_int64) for name in "batch heads groups queries keys size value_size".split()],
        *[(name, Rows) for name in "qkv"],
        ("scale", C.c_float),
        ("softcap", C.c_float),
        ("diagonal", C.c_int32),
        ("left", C.c_int64),
        ("right", C.c_int64),
        ("mask", C.c_void_p),
        ("mask_stride", C.c_int64 * 4),
        ("bias", C.c_void_p),
        ("bias_stride", C.c_int64 * 4),
        ("query_lengths", C.c_void_p),
        ("key_lengths", C.c_void_p),
        ("sinks", C.c_void_p),
        ("dropout", C.c_float),
        ("seed", C.c_uint64),
        ("path", C.c_int32),
        ("precision", C.c_int32),
        ("pass_", C.c_int32),
        *[(name, C.c_void_p) for name in "out log_sum_exp d_out d_log_sum_exp d_q d_k d_v d_bias d_sinks workspace".split()],
        *[(name, C.c_void_p) for name in "weights entropy distance column_mass top_weights top_keys".split()],
        ("top", C.c_int32),
        ("tile_batch", C.c_int64),
        ("tile_head", C.c_int64),
        ("tile_rows", C.c_int64 * 2),
        ("tile_keys", C.c_int64 * 2),
        ("zoom", C.c_int32),
        *[(name, C.c_void_p) for name in "tile_max tile_mean cancelled".split()],
    ]


def at(array):
    return None if array is None else array.ctypes.data


def rows(array):
    return Rows(at(array), *[stride // 4 for stride in array.strides[:3]])


def spread(array):
    """Strides in elements; 0 repeats an axis of size 1."""
    steps = [0 if size == 1 else stride // array.itemsize for size, stride in zip(array.shape, array.strides)]
    return (C.c_int64 * 4)(*steps)


def describe(q, k, v, path, precision, scale, softcap=0, diagonal=0, left=-1, right=-1, mask=None, bias=None, query_lengths=None,
             key_lengths=None, sinks=None, dropout=0, seed=0):
    """Inputs and options as the core takes them."""
    (B, H, L, D), (G, S), E = q.shape, k.shape[1:3], v.shape[3]
    a = Attention(B, H, G, L, S, D, E, rows(q), rows(k), rows(v), scale, softcap, diagonal, left, right)
    if mask is not None:
        a.mask, a.mask_stride = at(mask), spread(mask)
    if bias is not None:
        a.bias, a.bias_stride = at(bias), spread(bias)
    a.query_lengths, a.key_lengths, a.sinks = at(query_lengths), at(key_lengths), at(sinks)
    a.dropout, a.seed, a.path, a.precision = dropout, seed, path, precision
    return a


def attend(q, k, v, d_out, d_log_sum_exp, path, threads, precision, **options):
    """Forward and backward, all results by name."""
    a = describe(q, k, v, path, precision, **options)
    B, H, L, E = *q.shape[:3], v.shape[3]
    bias, sinks = options.get("bias"), options.get("sinks")
    # What is not written shows itself.
    found = {"out": np.full((B, H, L, E), np.nan, np.float32), "log_sum_exp": np.full((B, H, L), np.nan, np.float32)}
    a.out, a.log_sum_exp, a.pass_ = at(found["out"]), at(found["log_sum_exp"]), FORWARD
    assert lib.al_attend(C.byref(a), threads) == path
    for name, like in (("d_q", q), ("d_k", k), ("d_v", v), ("d_bias", bias), ("d_sinks", sinks)):
        if like is not None:
            found[name] = np.zeros_like(like) if name == "d_bias" else np.full_like(like, np.nan)
            setattr(a, name, at(found[name]))
    a.d_out, a.d_log_sum_exp, a.pass_ = at(d_out), at(d_log_sum_exp), BACKWARD
    assert lib.al_attend(C.byref(a), threads) == path
    return found


def kept(shape, dropout, seed):
    """Which weights survive: Philox 2x32 with 10 rounds, as cell.h says."""
    B, H, L, S = shape
    head, i, j = np.ogrid[: B * H, :L, :S]
    word = lambda value: np.uint64(value & 0xFFFFFFFF)  # noqa: E731
    whole = np.uint64(0xFFFFFFFF)
    key = word(seed ^ (seed >> 32) * 0x85EBCA6B) ^ (head.astype(np.uint64) * word(0xC2B2AE35) & whole)
    low = (j >> 1).astype(np.uint64) + np.zeros(key.shape, np.uint64)
    high = i.astype(np.uint64)
    for _ in range(10):
        product = low * word(0xD256D193)
        low, high = (product >> np.uint64(32)) ^ key ^ high, product & whole
        key = key + word(0x9E3779B9) & whole
    drawn = np.where(j & 1, high, low)
    return (drawn >= word(int(float(np.float32(dropout)) * 2**32))).reshape(shape)


def to_bf16(array):
    """To the nearest bfloat16, ties to even."""
    bits = np.ascontiguousarray(array, np.float32).view(np.uint32)
    rounded = bits + np.uint32(0x7FFF) + (bits >> np.uint32(16) & np.uint32(1)) & np.uint32(0xFFFF0000)
    return rounded.view(np.float32).astype(np.float64)


def as_it_is(array):
    return array


def maximum_so_far(s):
    """Of a row up to the end of each block of keys."""
    ends = [s[..., first : first + FORWARD_KEYS].max(-1) for first in range(0, s.shape[-1], FORWARD_KEYS)]
    return np.repeat(np.maximum.accumulate(ends), FORWARD_KEYS, 0)[: s.shape[-1]].transpose(1, 2, 3, 0)


def definition(q, k, v, d_out, d_log_sum_exp, scale, softcap=0, diagonal=0, left=-1, right=-1, mask=None, bias=None,
               query_lengths=None, key_lengths=None, sinks=None, dropout=0, seed=0, rounded=as_it_is):
    """The formulas of attention.h in float64, with the whole matrix: results by name, each with its mass. `rounded` is what
    a product does to its inputs."""
    q, k, v, d_out, d_log_sum_exp = (array.astype(np.float64) for array in (q, k, v, d_out, d_log_sum_exp))
    q, k, v, d_out = (rounded(array) for array in (q, k, v, d_out))
    (B, H, L, D), (G, S), E = q.shape, k.shape[1:3], v.shape[3]
    share = H // G
    k_of, v_of = np.repeat(k, share, 1), np.repeat(v, share, 1)
    s = scale * np.einsum("bhld,bhsd->bhls", q, k_of)
    # What a float knows of a score: its terms' sizes, before and after they cancel.
    reach = 1 + abs(scale) * np.einsum("bhld,bhsd->bhls", abs(q), abs(k_of))
    slope = np.ones_like(s)
    if softcap:
        t = np.tanh(s / softcap)
        s, slope = softcap * t, 1 - t * t
    if bias is not None:
        s = s + bias
    i, j = np.arange(L)[:, None], np.arange(S)[None]
    seen = np.ones((B, H, L, S), bool)
    is_row = np.ones((B, H, L), bool)
    for b in range(B):
        queries = L if query_lengths is None else query_lengths[b]
        keys = S if key_lengths is None else key_lengths[b]
        level = i + (keys - queries if diagonal else 0)
        cells = (i < queries) & (j < keys)
        if left >= 0:
            cells = cells & (j >= level - left)
        if right >= 0:
            cells = cells & (j <= level + right)
        seen[b] &= cells
        is_row[b] = np.arange(L) < queries
    if mask is not None:
        seen &= mask.astype(bool)
    s = np.where(seen, s, -np.inf)
    sink = np.full((B, H, L), -np.inf)
    if sinks is not None:
        sink = np.where(is_row, sinks[None, :, None].astype(np.float64), -np.inf)
    top = np.maximum(s.max(-1), sink)
    level = np.where(np.isinf(top), 0, top)
    raised = np.exp(s - level[..., None])
    sums = raised.sum(-1) + np.exp(sink - level)
    with np.errstate(divide="ignore"):
        log_sum_exp = np.where(sums > 0, level + np.log(sums), -np.inf)
    weights = raised / np.where(sums > 0, sums, 1)[..., None]
    survives = kept((B, H, L, S), dropout, seed) / (1 - np.float64(np.float32(dropout))) if dropout else 1.0
    used = weights * survives
    if rounded is not as_it_is:
        peak = maximum_so_far(s)
        peak = np.where(np.isinf(peak), 0, peak)
        back = np.exp(peak - level[..., None]) / np.where(sums > 0, sums, 1)[..., None]
        out = (rounded(np.exp(s - peak) * survives) * back) @ v_of
    else:
        out = used @ v_of
    d_weights = survives * np.einsum("bhle,bhse->bhls", d_out, v_of)
    delta = (out * d_out).sum(-1) - d_log_sum_exp
    d_scores = weights * (d_weights - delta[..., None])
    d_products = d_scores * slope
    weight_mass = weights * reach
    delta_mass = (used @ abs(v_of) * abs(d_out)).sum(-1) + abs(d_log_sum_exp)
    score_mass = weight_mass * (survives * np.einsum("bhle,bhse->bhls", abs(d_out), abs(v_of)) + delta_mass[..., None])
    shared = lambda array: array.reshape(B, G, share, S, -1).sum(2)  # noqa: E731
    keys_of = lambda d, x: shared(np.einsum("bhls,bhld->bhsd", d, x))  # noqa: E731
    finite = np.where(np.isinf(log_sum_exp), 0, log_sum_exp)
    found = {
        "out": (out, (weight_mass * survives) @ abs(v_of)),
        "log_sum_exp": (log_sum_exp, reach),
        "d_q": (scale * rounded(d_products) @ k_of, abs(scale) * score_mass @ abs(k_of)),
        "d_k": (scale * keys_of(rounded(d_products), q), abs(scale) * keys_of(score_mass, abs(q))),
        "d_v": (keys_of(rounded(used), d_out), keys_of(weight_mass * survives, abs(d_out))),
    }
    if bias is not None:
        axes = tuple(axis for axis, size in enumerate(bias.shape) if size == 1)
        found["d_bias"] = tuple(array.sum(axes, keepdims=True) for array in (d_scores, score_mass))
    if sinks is not None:
        sink_weights = np.where(sums > 0, np.exp(sink - finite), 0)
        found["d_sinks"] = (-(sink_weights * delta).sum((0, 2)), (sink_weights * reach.max(-1) * delta_mass).sum((0, 2)))
    return found


def difference(got, want, scale):
    """Largest difference over the largest scale, which counts as 0.1 at least."""
    if np.isnan(got).any() or not np.array_equal(np.isinf(got), np.isinf(want)):
        return np.inf
    finite = np.isfinite(want)
    size = abs(scale[np.isfinite(scale)]).max(initial=0.1)
    return np.abs(got[finite] - want[finite]).max(initial=0) / size


def mean_difference(got, want, mass):
    """Mean difference over the mean mass, which counts as 0.1 at least."""
    finite = np.isfinite(want)
    return np.abs(got[finite] - want[finite]).mean() / max(0.1, mass[finite].mean()) if finite.any() else 0.0


def draw(random):
    """Inputs and options of one draw."""
    G, share, B = (int(random.choice(list)) for list in ([1, 2, 3], [1, 2, 5], [1, 2]))
    H = G * share
    L = int(random.choice([1, 2, 3, 7, 17, 65, 131, 257]))
    S = int(random.choice([1, 2, 3, 31, 33, 129, 257, 1031]))
    D = int(random.choice([1, 8, 16, 40, 64, 80, 96, 128, 256]))
    E = int(random.choice([D, 3, 8, 33, 64]))
    normal = lambda *shape: random.standard_normal(shape).astype(np.float32)  # noqa: E731
    shape = lambda: tuple(int(random.choice([1, size])) for size in (B, H, L, S))  # noqa: E731
    often = lambda: random.random() < 0.3  # noqa: E731
    options = {"scale": float(random.choice([D**-0.5, 0, 0.3])), "diagonal": int(random.integers(2))}
    if often():
        options["softcap"] = float(random.choice([5, 50]))
    if random.random() < 0.4:
        options["right"] = int(random.choice([0, 0, 3]))
    if often():
        options["left"] = int(random.choice([0, 1, 40]))
    if often():
        options["mask"] = np.ascontiguousarray(random.random(shape()) < 0.7).astype(np.uint8)
    if often():
        options["bias"] = normal(*shape())
        if often():
            options["bias"][random.random(options["bias"].shape) < 0.2] = -np.inf
    if often():
        options["query_lengths"] = random.integers(0, L + 1, B).astype(np.int32)
    if often():
        options["key_lengths"] = random.integers(0, S + 1, B).astype(np.int32)
    if often():
        options["sinks"] = normal(H)
    if often():
        options["dropout"], options["seed"] = float(random.choice([0.1, 0.5])), int(random.integers(2**63))
    d_log_sum_exp = normal(B, H, L) * int(random.integers(2))
    return (normal(B, H, L, D), normal(B, G, S, D), normal(B, G, S, E), normal(B, H, L, E), d_log_sum_exp), options


def chosen(path, precision, pass_=FORWARD, queries=100):
    a = Attention(1, 1, 1, queries, 9, 8, 8, path=path, precision=precision, pass_=pass_)
    return lib.al_chosen(C.byref(a))


def check_choice():
    """Which path runs at a precision: bfloat16 only where it is allowed, and not where reading the keys is all
    the work of a forward; a backward goes with it."""
    best = PATHS[-1]
    assert chosen(0, HIGH) == best
    assert chosen(AVX512_BF16, HIGH) == 0
    assert all(chosen(path, precision) == path for path in PATHS for precision in (HIGH, MEDIUM))
    few, many = best, AVX512_BF16 if lib.al_has_path(AVX512_BF16) else best
    assert all(chosen(0, MEDIUM, pass_, 1) == few and chosen(0, MEDIUM, pass_) == many for pass_ in (FORWARD, BACKWARD))


def cells(options, L, S):
    """Which cells [L, S] of a single head a row may look at."""
    i, j = np.arange(L)[:, None], np.arange(S)[None]
    keys, queries = (options.get(name, [size])[0] for name, size in (("key_lengths", S), ("query_lengths", L)))
    away = j - i - (keys - queries if options.get("diagonal") else 0)
    seen = (i < queries) & (j < keys)
    seen &= (away >= -options["left"]) if options.get("left", -1) >= 0 else True
    seen &= (away <= options["right"]) if options.get("right", -1) >= 0 else True
    if "mask" in options:
        seen = seen & options["mask"][0, 0].astype(bool)
    return seen & ~np.isinf(options["bias"][0, 0]) if "bias" in options else seen


def check_masked_strangers(paths):
    """What is no number at a key, or at a query that is padding, reaches no row that does not look at it, and no key that only
    other rows look at: forward and backward. Rows that look at it are no numbers themselves."""
    random = np.random.default_rng(1)
    L, S, D = 67, 101, 32
    q, k, v, d_out = (random.standard_normal((1, 1, size, D)).astype(np.float32) for size in (L, S, S, L))
    none = np.zeros((1, 1, L), np.float32)
    lengths = {"key_lengths": np.array([71], np.int32), "query_lengths": np.array([43], np.int32)}
    mask = (random.random((1, 1, L, S)) < 0.7).astype(np.uint8)
    mask[..., 90:] = mask[..., 3] = 0
    bias = np.where(mask, random.standard_normal(mask.shape), -np.inf).astype(np.float32)
    limits = {
        "lengths": lengths,
        "causal, top-left": {"right": 0},
        "causal, bottom-right": {"right": 0, "diagonal": 1},
        "causal, bottom-right, lengths": {"right": 0, "diagonal": 1, **lengths},
        "window": {"left": 3, "right": 2},
        "window, softcap": {"left": 3, "right": 2, "softcap": 5.0},
        "mask": {"mask": mask},
        "mask of keys": {"mask": np.ascontiguousarray(mask[:, :, :1])},
        "mask of keys, causal, dropout": {"mask": np.ascontiguousarray(mask[:, :, :1]), "right": 0, "dropout": 0.3, "seed": 7},
        "bias": {"bias": bias},
        "bias and sinks": {"bias": bias, "sinks": np.ones(1, np.float32)},
    }
    for title, options in limits.items():
        seen = cells(options, L, S)
        options = {"scale": 0.2, **options}
        for at in ([3], [50, 51], [66], list(range(43, 101)), list(range(90, 101))):
            clean = ~seen[:, at].any(1)
            of_clean = ~seen[~clean].any(0)
            for path, precision in paths:
                want = attend(q, k, v, d_out, none, path, 1, precision, **options)
                for odd, filthy in ((np.nan, "kv"), (np.inf, "v"), (-np.inf, "k")):
                    q_, k_, v_ = q.copy(), k.copy(), v.copy()
                    q_[:, :, options.get("query_lengths", [L])[0] :] = odd
                    for array in [{"k": k_, "v": v_}[name] for name in filthy]:
                        array[:, :, at] = odd
                    got = attend(q_, k_, v_, d_out, none, path, 1, precision, **options)
                    told = f"{title}, {odd} in {filthy} at {at}, {lib.al_path_name(path).decode()}"
                    for name in ("out", "log_sum_exp", "d_q", "d_k", "d_v"):
                        kept = (of_clean if name in ("d_k", "d_v") else clean)[:, None]
                        near = np.isclose(got[name], want[name], rtol=1e-5, atol=1e-6) | (got[name] == want[name])
                        assert (near.reshape(1, -1, kept.shape[0], near.shape[-1] if near.ndim == 4 else 1) | ~kept).all(), f"{name}: {told}"
                    if odd is np.nan:
                        assert np.isnan(got["out"][0, 0, ~clean]).any(-1).all(), told
                    if "bias" in options and odd is not np.nan:
                        assert np.array_equal(got["d_bias"][0, 0][clean] , want["d_bias"][0, 0][clean]), told


def check_strangers():
    """What is no number stays in its row or behind what hides it; the ends of what floats hold are rounded like others."""
    random = np.random.default_rng(0)
    q, k, v, d_out = (random.standard_normal((1, 1, 37, 24)).astype(np.float32) for _ in range(4))
    none = np.zeros((1, 1, 37), np.float32)
    options = {"scale": 0.2, "right": 0}
    paths = [*((path, HIGH) for path in PATHS), *([(AVX512_BF16, MEDIUM)] if lib.al_has_path(AVX512_BF16) else [])]
    check_masked_strangers(paths)
    for path, precision in paths:
        for length in (20, 21):
            short = {**options, "right": -1, "key_lengths": np.array([length], np.int32)}
            want = attend(q, k, v, d_out, none, path, 1, precision, **short)
            filthy = [np.where(np.arange(37)[:, None] < length, array, np.float32(np.nan)) for array in (k, v)]
            got = attend(q, *filthy, d_out, none, path, 1, precision, **short)
            assert all(np.array_equal(got[name], want[name]) for name in want), (path, length)
        broken = q.copy()
        broken[0, 0, 11, 3] = np.nan
        got = attend(broken, k, v, d_out, none, path, 1, precision, **options)
        assert np.isnan(got["out"][0, 0, 11]).all() and np.isnan(got["log_sum_exp"][0, 0, 11]), path
    if paths[-1][0] != AVX512_BF16:
        return
    whole = attend(q, k, v, d_out, none, AVX512_BF16, 1, MEDIUM, **options)
    for odd in (np.nan, np.inf):
        q[0, 0, 11, 3] = odd
        got = attend(q, k, v, d_out, none, AVX512_BF16, 1, MEDIUM, **options)
        rows = np.arange(37) != 11
        assert np.isnan(got["out"][0, 0, 11]).all() and not np.isfinite(got["log_sum_exp"][0, 0, 11])
        assert np.array_equal(got["out"][..., rows, :], whole["out"][..., rows, :])
        assert np.array_equal(got["log_sum_exp"][..., rows], whole["log_sum_exp"][..., rows])
    q[0, 0, 11] = 0
    for value, want in ((3.3e38, 3.3e38), (1e-40, 0), (2e-38, 2e-38)):
        v[:] = value
        out = attend(q, k, v, d_out, none, AVX512_BF16, 1, MEDIUM, **options)["out"]
        assert np.allclose(out[0, 0, 0], want, rtol=2**-8, atol=0), (value, out[0, 0, 0])


def told(inputs, options):
    short = {name: value.shape if hasattr(value, "shape") else value for name, value in options.items()}
    return f"{[array.shape for array in inputs]} {short}"


def main(seed, draws):
    check_choice()
    check_strangers()
    random = np.random.default_rng(seed)
    worst, faults = {}, 0
    for number in range(draws):
        inputs, options = draw(random)
        want = definition(*inputs, **options)
        for path in PATHS:
            got, alone = (attend(*inputs, path, threads, HIGH, **options) for threads in (2, 1))
            for name, (value, mass) in want.items():
                far, of_mass = (difference(got[name], value, scale) for scale in (value, mass))
                key = (lib.al_path_name(path).decode(), name)
                worst[key] = max(worst.get(key, 0), of_mass)
                same = np.array_equal(got[name], alone[name], equal_nan=True)
                if far > LIMITS.get(name, np.inf) or of_mass > MASS_LIMIT or not same:
                    faults += 1
                    print(f"draw {number}, {key}: {far:.1e}, of mass {of_mass:.1e}, same bits {same}: {told(inputs, options)}")
        if not lib.al_has_path(AVX512_BF16):
            continue
        got, alone = (attend(*inputs, AVX512_BF16, threads, MEDIUM, **options) for threads in (2, 1))
        emulated = definition(*inputs, **options, rounded=to_bf16)
        for name, (value, mass) in want.items():
            of_mass = difference(got[name], value, mass)
            far, of_mean = (measure(got[name], emulated[name][0], mass) for measure in (difference, mean_difference))
            key = ("medium", name)
            for kind, number_of in (("medium", of_mass), ("emulated", far), ("mean", of_mean)):
                worst[kind, name] = max(worst.get((kind, name), 0), number_of)
            same = np.array_equal(got[name], alone[name], equal_nan=True)
            if of_mass > MEDIUM_MASS_LIMIT or far > MEDIUM_LIMITS.get(name, np.inf) or of_mean > MEDIUM_MEAN_LIMIT or not same:
                faults += 1
                print(f"draw {number}, {key}: of mass {of_mass:.1e}, emulated {far:.1e}, on average {of_mean:.1e}, "
                      f"same bits {same}: {told(inputs, options)}")
    for (path, name), of_mass in sorted(worst.items()):
        print(f"{path:<8} {name:<12} {of_mass:.1e} of the mass")
    print(f"{draws} draws, {len(PATHS)} paths, {faults} faults")
    return 1 if faults or not draws else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
