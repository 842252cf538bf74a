"""What Jupyter's Python tools need to know of TypeScript; see kernel/README.md."""

from pathlib import Path

#: For a course's ``nbgrader_config.py``: ``load_subconfig(attention_lab.NBGRADER_CONFIG)``.
NBGRADER_CONFIG = str(Path(__file__).with_name("nbgrader_config.py"))
