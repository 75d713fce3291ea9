"""The files of the project as they stand on disk, without what machines make."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = tuple(sorted(path.parent.name for path in ROOT.glob("*/__init__.py")))
"""The folders of the project's own code."""
SERVICE_FOLDERS = tuple(sorted(path.parent.name for path in ROOT.glob("services/*/__init__.py")))
CI = ".ci"


@cache
def files() -> tuple[Path, ...]:
    """Every file, relative to the root. Hidden folders hold caches and environments, except the one of CI.

    In a further worktree `.git` is a file that says where the repository is. Looked through once a test run.
    """
    return tuple(_files())


def _files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        folders = parts[:-1]
        hidden = any(folder.startswith(".") and folder != CI for folder in folders)
        made = "__pycache__" in folders or parts[0].endswith("-data") or parts[-1].startswith(".coverage")
        if path.is_file() and not hidden and not made and parts != (".git",):
            yield Path(*parts)


def texts() -> Iterator[tuple[Path, str]]:
    """Every file that is text."""
    for path in files():
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def modules(*packages: str) -> Iterator[tuple[Path, str]]:
    """The Python files of some packages, all of them unless named."""
    for path, text in texts():
        if path.suffix == ".py" and path.parts[0] in (packages or PACKAGES):
            yield path, text
