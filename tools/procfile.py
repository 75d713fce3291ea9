"""Writes the Procfile, every component of the local stack in the order of its start: `python -m tools.procfile`."""

from deploy.local.environment import REPOSITORY
from deploy.processes import PROCESSES, Platform

FILE = REPOSITORY / "Procfile"
HEAD = """\
# Written by `make procfile` from deploy/processes.py. For a terminal of its own: `.venv/bin/honcho start`.
# Services wait for broker and store, and make the topics once.
"""


def procfile() -> str:
    """The content of the Procfile."""
    lines = (
        f"{name}: ${{PYTHON:-.venv/bin/python}} -m deploy.local.run {name}\n"
        for name in (*(component.value for component in Platform), *PROCESSES)
    )
    return HEAD + "".join(lines)


if __name__ == "__main__":
    FILE.write_text(procfile(), encoding="utf-8")
