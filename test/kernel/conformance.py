"""The kernel against jupyter_kernel_test, with every sample set.

    .venv/bin/python test/kernel/conformance.py
"""

import unittest

import jupyter_kernel_test


class AttentionLabTests(jupyter_kernel_test.KernelTests):
    kernel_name = "attention-lab"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"

    completion_samples = [
        {"text": "console.lo", "matches": {"log"}},
        {"text": "Mat", "matches": {"Math"}},
        {"text": "const zq = { alpha: 1 }; zq.al", "matches": {"alpha"}},
    ]

    complete_code_samples = ["1", "function f(x: number) { return x * 2 }\n", "await Promise.resolve(1)", "interface A {}"]
    incomplete_code_samples = ["function f(x: number) {", "[1, 2,", "console.log(`abc", "if (true) {\n", "/* open"]
    invalid_code_samples = ["let 3x = ;", "import = 7q", "let a = 'open"]

    code_generate_error = "throw new TypeError('boom')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "1.5", "result": "1.5"},
        {"code": "'text'", "result": "'text'"},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
    ]
    code_display_data = [
        {"code": "display.html('<b>x</b>')", "mime": "text/html"},
        {"code": "display.markdown('**x**')", "mime": "text/markdown"},
        {"code": "display.latex('$x$')", "mime": "text/latex"},
        {"code": "display.svg('<svg/>')", "mime": "image/svg+xml"},
        {"code": "display.png(new Uint8Array(4))", "mime": "image/png"},
        {"code": "display.json({ a: 1 })", "mime": "application/json"},
        {"code": "display.plotly({ data: [], layout: {} })", "mime": "application/vnd.plotly.v1+json"},
    ]
    code_page_something = "display.page('a long text')"
    code_clear_output = "clearOutput()"
    code_inspect_sample = "parseInt"

    code_history_pattern = "6 ? 7"
    supported_history_operations = ("tail", "range", "search")


class WelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "attention-lab"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
