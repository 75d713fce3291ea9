"""Events may repeat; a repetition is byte for byte the same as the first event with its id."""

from collections.abc import Iterator, Sequence

from verify.evidence import Entry
from verify.report import Finding


def check_repetitions(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Compare every repetition with the first record of that id on its topic: key, value and headers."""
    first: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.event is None:
            continue
        original = first.setdefault((entry.topic, entry.event.id), entry)
        if entry.raw != original.raw:
            detail = f"{entry.event.kind()} at {entry.place} differs from {original.place}"
            yield Finding("repeated_differently", entry.event.subject, detail)
