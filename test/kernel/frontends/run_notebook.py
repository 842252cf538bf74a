"""Runs a notebook through nbclient: run_notebook.py NOTEBOOK OUTPUT. A cell's metadata may name its `timeout`."""

import sys

import nbformat
from nbclient import NotebookClient

source, target = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
NotebookClient(
    notebook,
    timeout_func=lambda cell: cell.metadata.get("timeout", 60),
    interrupt_on_timeout=True,
    allow_errors=True,
).execute()
nbformat.write(notebook, target)
