"""Parameters of papermill in TypeScript.

papermill has no entry point for translators, but loads every ``papermill.engine`` when it starts: ours is papermill's own
engine, and loading it registers the translator. So ``papermill -p name value`` works without ``--engine`` or user code.
"""

import json
import math
import re

from papermill.engines import NBClientEngine as Engine
from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

from .declarations import declarations

__all__ = ["Engine", "TypeScriptTranslator"]

MAX_SAFE_INTEGER = 2**53 - 1
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class TypeScriptTranslator(Translator):
    """JSON's values, ``NaN``, ``±Infinity`` and, beyond 2^53, ``bigint``: nothing is rounded."""

    @classmethod
    def translate(cls, val):
        return super().translate(list(val) if isinstance(val, tuple) else val)

    @classmethod
    def translate_escaped_str(cls, str_val):
        text = json.dumps(str(str_val), ensure_ascii=False)
        return LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_int(cls, val):
        return f"{val}n" if abs(val) > MAX_SAFE_INTEGER else f"{val}"

    @classmethod
    def translate_float(cls, val):
        if math.isnan(val):
            return "NaN"
        if math.isinf(val):
            return "Infinity" if val > 0 else "-Infinity"
        return repr(val)

    @classmethod
    def translate_list(cls, val):
        return f"[{', '.join(map(cls.translate, val))}]"

    @classmethod
    def translate_dict(cls, val):
        fields = ", ".join(f"{cls.key(name)}: {cls.translate(value)}" for name, value in val.items())
        return f"{{ {fields} }}" if fields else "{}"

    @classmethod
    def key(cls, name):
        """A field's name as JSON has it; `"__proto__": x` would set the prototype, `["__proto__"]: x` is a field."""
        text = cls.translate_str(name if isinstance(name, str) else json.dumps(name))
        return f"[{text}]" if name == "__proto__" else text

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        """`let`, whose type is wider than the value: under `const` a cell could not compare 0.1 with 0.5."""
        if not str(name).replace("$", "_").isidentifier():
            raise PapermillException(f"papermill: a parameter must be a TypeScript name, got {name}")
        unknown = {"null": ": any", "[]": ": any[]", "{}": ": Record<string, any>"}.get(str_val, "")
        return f"let {name}{unknown} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell):
        return [
            Parameter(name=name, inferred_type_name=type or type_of(value), default=value or "undefined", help=help)
            for name, type, value, help in declarations(parameters_cell["source"])
        ]


def type_of(value):
    """The type of a literal; papermill's "None" where it cannot be told without a compiler."""
    if re.fullmatch(r"-?(\d[\d_]*(\.\d*)?(e[+-]?\d+)?|\.\d+|0x[\da-f]+|Infinity)|NaN", value, re.IGNORECASE):
        return "number"
    if re.fullmatch(r"-?\d+n", value):
        return "bigint"
    if value in ("true", "false"):
        return "boolean"
    return "string" if value[:1] in ("'", '"', "`") else "None"


papermill_translators.register("typescript", TypeScriptTranslator)
