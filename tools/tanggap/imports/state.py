"""How far an import has come: a small file beside its report, so that one that was killed goes on where it was.

What was sent after the state was last kept is sent again: the intake API knows it by its id.
"""

import hashlib
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from tools.tanggap.imports.report import Summary

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class State:
    """`records` of the file are dealt with, and `report_bytes` of the report tell of them."""

    import_id: str
    records: int = 0
    report_bytes: int = 0
    summary: Summary = field(default_factory=Summary)


def import_id(*parts: str, files: tuple[Path, ...]) -> str:
    """Changes when, and only when, the content of a file or one of the parts does."""
    digest = hashlib.sha256("\0".join(parts).encode())
    for path in files:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        digest.update(b"\0")
    return digest.hexdigest()


def load(path: Path, wanted: str) -> State:
    """How far this import has come; the beginning when nothing is known of it, or only of another one."""
    try:
        kept = orjson.loads(path.read_bytes())
        if kept["import_id"] != wanted:
            return State(wanted)
        counts = kept["summary"]
        faults = Counter({tuple(key): number for key, number in counts["faults"]})
        summary = Summary(Counter(counts["outcomes"]), faults, Counter(counts["normalised"]), Counter(counts["found"]))
        return State(wanted, kept["records"], kept["report_bytes"], summary)
    except (OSError, ValueError, KeyError, TypeError):
        return State(wanted)


def keep(path: Path, state: State) -> None:
    """Keep it; whoever reads finds the old state or the whole new one."""
    counts = {name: dict(getattr(state.summary, name)) for name in ("outcomes", "normalised", "found")}
    content = {
        "import_id": state.import_id,
        "records": state.records,
        "report_bytes": state.report_bytes,
        "summary": {**counts, "faults": list(state.summary.faults.items())},
    }
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(orjson.dumps(content))
    draft.replace(path)


def forget(path: Path) -> None:
    """The import is done."""
    path.unlink(missing_ok=True)
