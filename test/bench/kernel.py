"""Start-up and cell latency of a kernel, as a front end sees them: python kernel.py KERNEL -> JSON rows"""

import json
import statistics
import sys
import time

from jupyter_client.manager import start_new_kernel

CELLS = 40


def timed(client, code):
    began = time.perf_counter()
    reply = client.execute_interactive(code, output_hook=lambda message: None, timeout=60)
    if reply["content"]["status"] != "ok":
        raise SystemExit(f"kernel.py: the cell must run, got {reply['content']}")
    return 1000 * (time.perf_counter() - began)


began = time.perf_counter()
manager, client = start_new_kernel(kernel_name=sys.argv[1])
rows = [{"case": "start to ready", "ms": 1000 * (time.perf_counter() - began)}]
try:
    rows.append({"case": "first cell", "ms": timed(client, "1 + 1")})
    plain = [timed(client, f"const q{i}: number[] = [{i}]; q{i}.length") for i in range(CELLS)]
    rows.append({"case": "plain cell", "ms": statistics.median(plain)})
    rows.append({"case": "first cell with tf", "ms": timed(client, "tf.ones([2]).shape")})
    tensors = [timed(client, f"const t{i} = tf.ones([2, {i + 1}]); t{i}.shape") for i in range(CELLS)]
    rows.append({"case": "cell with tf", "ms": statistics.median(tensors)})
finally:
    client.stop_channels()
    manager.shutdown_kernel()
print(json.dumps(rows))
