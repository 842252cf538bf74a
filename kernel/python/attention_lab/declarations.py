"""The declarations of a cell of parameters, read without a compiler.

A cell of parameters holds ``let name: type = value; // help`` and little else, over one or several lines. What is
anything else is passed over: papermill asks an inspection to ignore what it cannot read.
"""

import re

TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)
    |(?P<open>[\[({])|(?P<close>[\])}])|(?P<end>;)|(?P<line>\n)|(?P<text>.)""",
    re.DOTALL | re.VERBOSE,
)
DECLARATION = re.compile(
    r"(?:let|const|var)\s+(?P<name>[\w$]+)\s*(?::(?P<type>.+?))?\s*(?:(?<!=)=(?![=>])\s*(?P<value>.+))?", re.DOTALL
)
GOES_ON = ("=", ",", ":", "|", "&", "?", "+", "-", "*", "/", ".")


def declarations(source):
    """Yields ``(name, type, value, help)``, each a text, "" where the cell does not say.

    The help of a declaration is the comment behind it on its last line.
    """
    for text, help in statements(source):
        found = DECLARATION.fullmatch(text)
        if found:
            parts = (found[name] or "" for name in ("name", "type", "value"))
            yield *(" ".join(part.split()) for part in parts), help


def statements(source):
    """Yields ``(text without comments, comment behind it)``."""
    text, help, depth, ended = "", "", 0, False
    for token in TOKEN.finditer(f"{source}\n"):
        kind = token.lastgroup
        if kind == "comment":
            help = token[0].strip("/* ") if text.strip() else ""
            continue
        depth += (kind == "open") - (kind == "close")
        outside = depth <= 0
        if kind == "line" and outside and (ended or text.strip()) and not text.rstrip().endswith(GOES_ON):
            yield text.strip(), help
            text, help, ended, depth = "", "", False, 0
        elif kind == "end" and outside:
            ended = True
        else:
            if ended and token[0].strip():
                yield text.strip(), ""
                text, help, ended = "", "", False
            text += token[0]
