"""nbgrader's view of TypeScript. In a course's ``nbgrader_config.py``:

    import attention_lab
    load_subconfig(attention_lab.NBGRADER_CONFIG)

The dictionaries start from nbgrader's own, which a plain assignment would drop.
"""

from nbgrader.preprocessors import ClearSolutions, InstantiateTests

KERNEL = "attention-lab"


def unquoted(text):
    """A text as it is meant: of a string, what stands between its quotes."""
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\"`"
    return text[1:-1] if is_quoted else text


def also(preprocessor, trait, **more):
    """nbgrader's default of a dictionary, and more."""
    return {**getattr(preprocessor(), trait), **more}


c = get_config()  # noqa: F821

# The stub must throw: one that only comments leaves a cell without an error, which nbgrader takes for full marks.
c.ClearSolutions.code_stub = also(
    ClearSolutions, "code_stub", typescript='// YOUR CODE HERE\nthrow new Error("not implemented");'
)

# AUTOTEST goes by the name of the kernel, the stub by its language.
c.InstantiateTests.comment_strs = also(InstantiateTests, "comment_strs", **{KERNEL: "//"})
c.InstantiateTests.sanitizers = also(InstantiateTests, "sanitizers", **{KERNEL: unquoted})
