"""Kernels side by side, as a front end sees them: python kernel.py [options] KERNEL[=FOLDER] ... -> JSON rows

Of each case the kernels take turns, so that whatever else the machine does hits all of them. Times go from sending a
request to having both its reply and its `idle`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import zmq
from jupyter_client.manager import KernelManager

OURS = "attention-lab"
ROUNDS = 5
IMPORTS = {
    "attention-lab": "",
    "tslab": 'import * as tf from "@tensorflow/tfjs";',
    "deno": 'import * as tf from "npm:@tensorflow/tfjs";',
}
MODULES = ["fs", "path", "os", "url", "util", "events", "http", "stream", "crypto", "zlib"]


def say(text):
    print(f"  {text}", file=sys.stderr, flush=True)


class Kernel:
    def __init__(self, name, folder):
        self.name = name
        self.manager = KernelManager(kernel_name=name)
        began = time.perf_counter()
        self.manager.start_kernel(cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels(hb=False, stdin=False)
        while not self.ask(self.client.kernel_info, seconds=1):
            pass
        self.ready = 1000 * (time.perf_counter() - began)

    def ask(self, send, *args, seconds=20):
        """Sends a request; gives its reply when `idle` came too, or None when nothing comes for so many seconds."""
        asked, reply, idle = send(*args), None, False
        channels = {self.client.shell_channel.socket: "shell", self.client.iopub_channel.socket: "iopub"}
        poller = zmq.Poller()
        for socket in channels:
            poller.register(socket, zmq.POLLIN)
        while not (reply and idle):
            ready = poller.poll(1000 * seconds)
            if not ready:
                return None
            for socket, _ in ready:
                _, message = self.client.session.recv(socket)
                if message["parent_header"].get("msg_id") != asked:
                    continue
                if channels[socket] == "shell":
                    reply = message["content"]
                elif message["content"].get("execution_state") == "idle":
                    idle = True
        return reply

    def timed(self, send, *args):
        """Milliseconds; None when a peer lost the reply or its `idle`, as tslab does now and then."""
        began = time.perf_counter()
        reply = self.ask(send, *args)
        took = 1000 * (time.perf_counter() - began)
        if reply is None and self.name != OURS:
            say(f"{self.name} lost the end of a request")
            return None
        if not reply or reply.get("status", "ok") not in ("ok", "incomplete"):
            raise SystemExit(f"kernel.py: {self.name} must answer {args[0]!r} with ok, got {reply}")
        return took

    def run(self, code):
        return self.timed(self.client.execute, code)

    def complete(self, code):
        return self.timed(self.client.complete, code)

    def inspect(self, code):
        return self.timed(self.client.inspect, code)

    def is_complete(self, code):
        return self.timed(self.client.is_complete, code)

    def pss(self):
        """Memory of its processes; what several processes share is counted in parts."""
        found, total = [self.manager.provisioner.pid], 0
        for pid in found:
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/children") as children:
                        found.extend(int(child) for child in children.read().split())
                with open(f"/proc/{pid}/smaps_rollup") as rollup:
                    total += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
            except FileNotFoundError:
                pass  # It ended meanwhile.
        return total / 1024

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def plain(i):
    return f"const q{i}: number[] = [{i}]; q{i}.length"


def tensor(i):
    return f"const t{i} = tf.add(tf.ones([2, 2]), {i}); t{i}.shape.length"


def rich(i):
    """A cell that declares a name of each kind, and uses one of the cell before it."""
    before = f" + v{i - 1}.length" if i else ""
    return f"""import * as m{i} from "node:{MODULES[i % len(MODULES)]}";
interface P{i} {{ x: number; next?: P{i}; tag: "t{i}" }}
type U{i} = P{i} | string;
function f{i}(q: P{i}, n = {i}): U{i} {{ return n > 3 ? q : String(q.x{before}); }}
class C{i}<T> {{ constructor(readonly value: T) {{}} get(): T {{ return this.value; }} }}
const v{i}: number[] = [{i}]; const c{i} = new C{i}({{ a: v{i}, m: typeof m{i} }});
f{i}({{ x: 1, tag: "t{i}" }}) !== undefined"""


class Bench:
    def __init__(self, kernels):
        self.kernels = kernels
        self.rows = []

    def add(self, case, unit, values):
        """`values` holds, by kernel, all that was measured; the row gets medians."""
        row = {"case": case, "unit": unit}
        for name, found in values.items():
            known = [value for value in found if value is not None]
            if known:
                row[name] = statistics.median(known)
        self.rows.append(row)
        say("  ".join(f"{key} {value:.3g}" if isinstance(value, float) else str(value) for key, value in row.items()))

    def started(self):
        return {name: Kernel(name, folder) for name, folder in self.kernels.items()}

    def start(self):
        found = {}

        def note(case, name, value):
            found.setdefault(case, {}).setdefault(name, []).append(value)

        for _ in range(ROUNDS):
            for name, folder in self.kernels.items():
                kernel = Kernel(name, folder)
                first = kernel.run("1 + 1")
                note("start to ready", name, kernel.ready)
                note("first cell", name, first)
                note("start to first result", name, kernel.ready + (first or 0))
                note("first cell with tf", name, kernel.run(f"{IMPORTS[name]} tf.ones([2]).shape"))
                kernel.close()
                kernel = Kernel(name, folder)
                note("is_complete, asked first", name, kernel.is_complete("if (true) {"))
                kernel.close()
        for case, values in found.items():
            self.add(case, "ms", values)

    def cells(self, cells):
        kernels = self.started()
        for kernel in kernels.values():
            kernel.run("0")
        self.add("plain cell", "ms", self.turns(kernels, plain, cells))
        for name, kernel in kernels.items():
            kernel.run(f"{IMPORTS[name]} tf.ones([2]).shape")
        self.add("cell with tf", "ms", self.turns(kernels, tensor, cells))
        self.questions(kernels, "tf in scope", "tf.matM", "tf.matMul")
        for kernel in kernels.values():
            kernel.close()

    def turns(self, kernels, code, cells, first=0):
        found = {name: [] for name in kernels}
        for i in range(first, first + cells):
            for name, kernel in kernels.items():
                found[name].append(kernel.run(code(i)))
        return found

    def questions(self, kernels, where, member, word):
        found = {kind: {name: [] for name in kernels} for kind in ["member", "name", "hover"]}
        for i in range(15):
            for name, kernel in kernels.items():
                found["member"][name].append(kernel.complete(f"const a{i} = 1;\n{member}"))
                found["name"][name].append(kernel.complete(f"const b{i} = 1;\nMat"))
                found["hover"][name].append(kernel.inspect(f"/* {i} */ {word}"))
        self.add(f"completion of a member, {where}", "ms", found["member"])
        self.add(f"completion of a name, {where}", "ms", found["name"])
        self.add(f"hover, {where}", "ms", found["hover"])

    def growth(self, until):
        kernels = self.started()
        done = 0
        for at in [5, 100, 500, 1000]:
            if at <= until:
                width = min(at, 15)
                self.turns(kernels, rich, at - width - done, done)
                self.add(f"rich cell, up to the {at}th", "ms", self.turns(kernels, rich, width, at - width))
                done = at
        self.questions(kernels, f"after {done} cells", f"v{done - 1}.len", f"f{done - 1}")
        for kernel in kernels.values():
            kernel.close()

    def memory(self, count):
        found = {"idle": {}, "with tf": {}}
        for name, folder in self.kernels.items():
            kernels = [Kernel(name, folder) for _ in range(count)]
            for kernel in kernels:
                kernel.run("0")
            time.sleep(3)
            found["idle"][name] = [statistics.mean(kernel.pss() for kernel in kernels)]
            for kernel in kernels:
                kernel.run(f"{IMPORTS[name]} tf.ones([2]).shape")
                self.turns({name: kernel}, tensor, 10)
            time.sleep(3)
            found["with tf"][name] = [statistics.mean(kernel.pss() for kernel in kernels)]
            for kernel in kernels:
                kernel.close()
        for case, values in found.items():
            self.add(f"memory, {count} kernels, {case}", "MiB PSS", values)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kernels", nargs="+", metavar="KERNEL[=FOLDER]")
    parser.add_argument("--only", choices=["start", "cells", "growth", "memory"], action="append")
    parser.add_argument("--cells", type=int, default=60, help="of each kind")
    parser.add_argument("--growth", type=int, default=500, help="cells of the long session")
    parser.add_argument("--together", type=int, default=6, help="kernels at once, for memory")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as empty:
        named = [word.partition("=") for word in words.kernels]
        bench = Bench({name: folder or empty for name, _, folder in named})
        wanted = words.only or ["start", "cells", "growth", "memory"]
        if "start" in wanted:
            bench.start()
        if "cells" in wanted:
            bench.cells(words.cells)
        if "growth" in wanted:
            bench.growth(words.growth)
        if "memory" in wanted and os.path.exists("/proc/self/smaps_rollup"):
            bench.memory(words.together)
    print(json.dumps(bench.rows))


main()
