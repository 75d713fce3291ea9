"""Tells the learning record store of a city what is to be learned: makes the statements, and sends those that are due.

What a step has changed is marked in the same write, so a crash between any two of these repeats them: statements have
ids that follow from their cause, are kept once, and a learning record store takes the same one again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import orjson

from services.improvements import metrics
from services.improvements.application.dependencies import Dependencies
from services.improvements.domain.learning.outgoing import Named, statements_of
from services.improvements.record import Record
from services.improvements.store.statements import Outgoing
from services.improvements.transports.lrs import LrsUnavailable, StatementRefused

BATCH = 20
MAX_COUNTED = 10_000
"""Waiting statements are counted up to here."""
WAITS = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
"""Between the attempts at one statement; the last one repeats."""


class Lrs(Protocol):
    """What takes statements."""

    async def put(self, statement_id: str, body: bytes) -> None:
        """Keep one; raises `StatementRefused` and `LrsUnavailable`."""
        ...


async def make_statements(deps: Dependencies) -> bool:
    """Make the statements of what has changed; whether there may be more."""
    changed = await deps.improvements.unsent(BATCH)
    for record, changed_at in changed:
        await deps.statements.add(_made(record, deps), deps.clock())
        await deps.improvements.note_sent(record.improvement.id, changed_at)
    return len(changed) == BATCH


async def send_due(lrs: Lrs, deps: Dependencies) -> bool:
    """Send the statements that are due; whether there may be more.

    Raises `LrsUnavailable` after the first that did not arrive: it goes to the end, so that none holds up all others.
    """
    due = await deps.statements.due(deps.clock(), BATCH)
    try:
        for each in due:
            await _send(each, lrs, deps)
    finally:
        metrics.learning_waiting.set(await deps.statements.count_waiting(MAX_COUNTED))
    return len(due) == BATCH


async def _send(statement: Outgoing, lrs: Lrs, deps: Dependencies) -> None:
    try:
        await lrs.put(statement.id, statement.body)
    except StatementRefused as refusal:
        await deps.statements.note_refused(statement, str(refusal))
        metrics.learning_sent.labels("refused").inc()
    except LrsUnavailable:
        await deps.statements.put_off(statement, _again_at(statement, deps.clock()))
        metrics.learning_sent.labels("put_off").inc()
        raise
    else:
        await deps.statements.note_sent(statement.id, deps.clock())
        metrics.learning_sent.labels("sent").inc()


def _again_at(statement: Outgoing, now: datetime) -> datetime:
    return now + WAITS[min(statement.attempts, len(WAITS) - 1)]


def _made(record: Record, deps: Dependencies) -> Sequence[Outgoing]:
    improvement, city = record.improvement, deps.city
    made = []
    for learning in improvement.learning:
        title = record.learning_names(learning.number)
        named = Named(deps.home, lambda unit: city.unit_name(unit, city.languages[0]), title)
        made += [
            Outgoing(each.id, improvement.id, learning.number, each.unit, orjson.dumps(each.body))
            for each in statements_of(improvement.id, learning, named)
        ]
    return made
