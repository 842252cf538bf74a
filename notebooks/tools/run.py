"""Runs notebooks: one JSON job a line on stdin, one JSON result a line on stdout.

job     {"name", "folder", "notebook", "probe", "timeout"}
result  {"name", "notebook", "start", "seconds": {cell id: s}, "probe": stdout of the probe cell, "died": reason or null}
"""

import json
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError


def run(job):
    notebook = nbformat.from_dict(job["notebook"])
    client = NotebookClient(
        notebook,
        kernel_name="attention-lab",
        timeout=job["timeout"],
        allow_errors=True,
        resources={"metadata": {"path": job["folder"]}},
    )
    result = {"name": job["name"], "start": None, "seconds": {}, "probe": "", "died": None}
    began = time.perf_counter()
    try:
        with client.setup_kernel():
            result["start"] = time.perf_counter() - began
            for index, cell in enumerate(list(notebook.cells)):
                if cell.cell_type == "code":
                    began = time.perf_counter()
                    client.execute_cell(cell, index)
                    result["seconds"][cell.id] = time.perf_counter() - began
            result["probe"] = ask(client, notebook, job["probe"])
    except (CellTimeoutError, DeadKernelError, RuntimeError, OSError) as error:
        result["died"] = f"{type(error).__name__}: {error}"
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    result["notebook"] = notebook
    return result


def ask(client, notebook, source):
    cell = nbformat.v4.new_code_cell(source)
    notebook.cells.append(cell)
    client.execute_cell(cell, len(notebook.cells) - 1)
    notebook.cells.pop()
    return "".join(out.text for out in cell.outputs if out.output_type == "stream" and out.name == "stdout")


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
