"""Deadlines by the ledger's own model, where it can count them: on calendars around the clock."""

from collections.abc import Iterator, Sequence

from contracts.events import ComplaintEscalated, DeadlineBreached
from contracts.values import Missing
from services.auditor.domain.finding import Finding
from services.auditor.domain.rules import Within
from verify.breaches import unnoticed
from verify.evidence import History
from verify.ladders import MissingLevel, levels_due
from verify.levels import in_words
from verify.model import Owed, owed
from verify.runs import FOREVER
from verify.timing import Timing


def deadlines_missing(history: History, within: Within) -> Iterator[Finding]:
    """Each deadline that passed unnoticed, and the next level of each ladder on which something is still owed."""
    must = owed(history)
    yield from _breaches(history, must, within)
    timing = Timing(FOREVER, late=within.escalated, grace=within.escalated)
    for each in levels_due(history, must, timing):
        if each.end == FOREVER:
            yield _level(history, each, within)


def _breaches(history: History, must: Sequence[Owed], within: Within) -> Iterator[Finding]:
    timing = Timing(FOREVER, grace=within.breached)
    for each, since in unnoticed(history, must, timing):
        yield Finding(
            Missing.BREACH,
            history.complaint_id,
            about="|".join(each.run),
            detail=f"{each.clock}, due {each.due:%Y-%m-%dT%H:%M:%SZ}",
            since=since,
            found_at=since + within.breached,
            expected=DeadlineBreached.kind(),
            cause=each.known_by,
        )


def _level(history: History, missing: MissingLevel, within: Within) -> Finding:
    after = in_words(missing.last) if missing.last else "the breach"
    breach = max(history.breaches, key=lambda each: each.due_at, default=None)
    cause = missing.last or breach
    return Finding(
        Missing.ESCALATION,
        history.complaint_id,
        about=f"{missing.ladder}|{after}" if missing.last else f"{missing.ladder}|{missing.due.isoformat()}",
        detail=f"{missing.ladder}: what follows {after}",
        since=missing.due,
        found_at=missing.due + within.escalated,
        expected=ComplaintEscalated.kind(),
        cause=cause.id if cause else None,
    )
