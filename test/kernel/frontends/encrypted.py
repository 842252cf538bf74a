"""A kernel over CurveZMQ, as jupyter_client asks for it: python encrypted.py TRANSPORT -> JSON"""

import json
import queue
import sys

import zmq
from jupyter_client.manager import KernelManager

REFUSED_S = 2


def value_of(client):
    told = {}

    def hear(message):
        if message["msg_type"] == "execute_result":
            told["value"] = message["content"]["data"]["text/plain"]

    reply = client.execute_interactive("6 * 7", output_hook=hear, timeout=30)
    return reply["content"]["status"], told.get("value")


manager = KernelManager(kernel_name="attention-lab", transport=sys.argv[1], transport_encryption="required")
manager.start_kernel()
try:
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=30)
    status, value = value_of(client)
    bare = manager.client()
    bare.curve_publickey = bare.curve_secretkey = None
    bare.start_channels(hb=False)
    # The refusal may come before anything is sent: then there is nobody to send to, and a socket (or a heartbeat) waits for ever.
    bare.shell_channel.socket.sndtimeo = REFUSED_S * 1000
    try:
        bare.kernel_info()
        heard = bare.get_shell_msg(timeout=REFUSED_S)["msg_type"]
    except (queue.Empty, zmq.Again):
        heard = None
    bare.stop_channels()
    client.stop_channels()
finally:
    manager.shutdown_kernel(now=True)
print(json.dumps({"status": status, "value": value, "heard without keys": heard}))
