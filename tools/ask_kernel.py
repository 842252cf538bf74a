"""Starts a kernel, runs one cell, prints what it printed: python ask_kernel.py KERNEL CODE"""

import sys

from jupyter_client.manager import start_new_kernel

name, code = sys.argv[1:]
manager, client = start_new_kernel(kernel_name=name, startup_timeout=60)
try:
    printed = []

    def hear(message):
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])
        if message["msg_type"] == "error":
            printed.append("\n".join(message["content"]["traceback"]))

    reply = client.execute_interactive(code, output_hook=hear, timeout=60, allow_stdin=False)
    print("".join(printed), end="")
    sys.exit(0 if reply["content"]["status"] == "ok" else 1)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=False)
