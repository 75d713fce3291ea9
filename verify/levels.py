"""One level of a ladder: its place, what comes next, and how it is named in findings."""

from datetime import datetime

from contracts.events import ComplaintEscalated


def follower(before: ComplaintEscalated | None, levels: int) -> tuple[int, int]:
    """Level and repetition that follow in a round with so many levels."""
    if before is None:
        return 1, 0
    return (before.level + 1, 0) if before.level < levels else (before.level, before.repeat + 1)


def place(level: ComplaintEscalated) -> tuple[int, int, int]:
    """What occurs once in a complaint."""
    return level.round, level.level, level.repeat


def in_words(level: ComplaintEscalated) -> str:
    """As a finding names it."""
    repetition = f" repetition {level.repeat}" if level.repeat else ""
    return f"round {level.round} level {level.level}{repetition}"


def clock(moment: datetime | None) -> str:
    """The time of day; `never` without one."""
    return f"{moment:%H:%M:%S.%f}" if moment else "never"
