"""Writes what a peer puts into a notebook's output: `peers.py PEER WEIGHTS LAYERS HEADS N OUT`; prints its bytes.

The peers are installed without PyTorch and IPython; the few names that they use of them stand here.
"""
import importlib.metadata
import sys
import types

import numpy as np

shown: list[str] = []


class Tensor(np.ndarray):
    def size(self, axis):
        return self.shape[axis]


class Shown:
    def __init__(self, data):
        self.data = data


def module(name, **members):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(members)


def stack(parts):
    return np.stack(parts).view(Tensor)


def stand_in():
    module("torch", Tensor=Tensor, stack=stack)
    module("IPython")
    module("IPython.display", HTML=Shown, Javascript=Shown, display=lambda each: shown.append(each.data))
    module("importlib_metadata", version=importlib.metadata.version)


def bertviz(view):
    def draw(weights, tokens):
        import bertviz

        attention = [layer[None].view(Tensor) for layer in weights]
        options = {"display_mode": "light"} if view == "model_view" else {}
        return getattr(bertviz, view)(attention, tokens, html_action="return", **options).data

    return draw


def circuitsvis(view):
    """What it stores where it finds a network; what is drawn is its other form, with its code inside."""

    def draw(weights, tokens):
        import circuitsvis.attention as attention

        if weights.shape[0] > 1:
            parts = [getattr(attention, view)(attention=layer, tokens=tokens) for layer in weights]
            return "".join(part.local_src for part in parts), sum(len(part.cdn_src) for part in parts)
        made = getattr(attention, view)(attention=weights[0], tokens=tokens)
        return made.local_src, len(made.cdn_src)

    return draw


def inspectus(weights, tokens):
    import inspectus

    inspectus.attention(weights, tokens)
    return "".join(shown)


def treescope(facets):
    def draw(weights, tokens):
        import treescope

        named = {"rows": [2, 0], "columns": [3, 1]} if facets else {"rows": [2], "columns": [3], "sliders": [0, 1]}
        figure = treescope.render_array(weights, truncate=False, **named)
        return figure._repr_html_()

    return draw


PEERS = {
    "bertviz-head": bertviz("head_view"),
    "bertviz-model": bertviz("model_view"),
    "circuitsvis-heads": circuitsvis("attention_heads"),
    "circuitsvis-patterns": circuitsvis("attention_patterns"),
    "inspectus": inspectus,
    "treescope-sliders": treescope(False),
    "treescope-facets": treescope(True),
}

if __name__ == "__main__":
    peer, weights, layers, heads, n, out = sys.argv[1:]
    if not peer.startswith("treescope"):
        stand_in()
    layers, heads, n = int(layers), int(heads), int(n)
    values = np.fromfile(weights, dtype="<f4").reshape(layers, heads, n, n)
    made = PEERS[peer](values, [f"t{i}" for i in range(n)])
    html, size = made if isinstance(made, tuple) else (made, len(made.encode()))
    with open(out, "w", encoding="utf-8") as file:
        file.write(html)
    print(size)
