"""Writes the descriptions of both APIs for integrators: `python -m tools.openapi`, to `docs/integrate`.

With `--check` it compares: the files with the code, and the code with the last release, from which clients must not be
taken what they rely on. A change that does so on purpose is listed in `ACCEPTED` until the next release.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.local.environment import REPOSITORY
from services.complaints.api.asgi import description as of_complaints
from services.notify.api.asgi import description as of_webhooks
from tools.openapi_changes import breaking_changes

FOLDER = REPOSITORY / "docs" / "integrate"
RELEASED = FOLDER / "released"
"""The descriptions as the last release had them."""
DESCRIPTIONS = {"openapi.json": of_complaints, "webhooks.openapi.json": of_webhooks}
ACCEPTED: frozenset[str] = frozenset()
"""Changes that break clients and are meant, word for word as the check says them; the changelog says why."""


def text(name: str) -> str:
    """One of the files as the code has it."""
    return json.dumps(DESCRIPTIONS[name](), ensure_ascii=False, indent=1) + "\n"


def faults() -> Iterator[str]:
    """What is out of step, and what breaks clients."""
    for name in DESCRIPTIONS:
        if _read(FOLDER / name) != text(name):
            yield f"docs/integrate/{name} is out of step with the code; run: make openapi"
        released: dict[str, Any] = json.loads(_read(RELEASED / name))
        changes = breaking_changes(released, DESCRIPTIONS[name]())
        yield from (f"{name}: {change}" for change in changes if change not in ACCEPTED)


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else "{}"


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` say what is wrong; the exit code is 1 when there is something."""
    if "--check" in arguments:
        found = list(faults())
        print("\n".join(found), file=sys.stderr)
        return 1 if found else 0
    for name in DESCRIPTIONS:
        (FOLDER / name).write_text(text(name), encoding="utf-8")
        if "--release" in arguments:
            RELEASED.mkdir(exist_ok=True)
            (RELEASED / name).write_text(text(name), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
