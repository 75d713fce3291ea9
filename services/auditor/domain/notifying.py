"""What notify owes a complaint: that every escalation is heard, and that a delivery which goes on comes to an end."""

from collections.abc import Iterator
from datetime import datetime

from contracts.events import NotificationDelivered, NotificationEvent, NotificationFailed, NotificationRerouted
from contracts.values import Missing
from services.auditor.domain.finding import Finding
from services.auditor.domain.rules import Rules
from verify.evidence import History
from verify.hearers import hearers
from verify.levels import in_words
from verify.life import next_mover


def messages_missing(history: History, rules: Rules) -> Iterator[Finding]:
    """Each escalation of which nobody has heard, and of which it is not said why: as long as the complaint goes on."""
    heard = {each.cause for each in _ends(history)}
    if next_mover(history, rules.city) is None:
        return
    for level in history.escalations:
        if level.id not in heard and hearers(level, history, rules.city):
            since = rules.heard_by(history.written_at[level.id])
            yield Finding(
                Missing.MESSAGE,
                history.complaint_id,
                about=level.id,
                detail=f"{in_words(level)}, role {level.role} of {level.unit}",
                since=since,
                found_at=since + rules.within.heard,
                expected=NotificationDelivered.kind(),
                cause=level.id,
            )


def proofs_missing(history: History, rules: Rules) -> Iterator[Finding]:
    """Deliveries without the word of a transport, and those that were to go on and did not come to an end."""
    for delivered in history.delivered:
        if not delivered.status.strip():
            yield _unproven(delivered, history.written_at[delivered.id], rules)
    for pending in unended(history):
        yield _unproven(pending, rules.heard_by(history.written_at[pending.id]), rules)


def unended(history: History) -> Iterator[NotificationEvent]:
    """The deliveries that go on to somebody else or by another transport, and of which no end is known."""
    ends = list(_ends(history))
    ended = {each.delivery_id for each in ends}
    for each in history.others:
        if isinstance(each, NotificationRerouted) and each.delivery_id not in ended:
            yield each
    for failed in history.failed:
        if failed.fallback and not any(_follows(each, failed) for each in ends):
            yield failed


def _ends(history: History) -> Iterator[NotificationEvent]:
    yield from history.delivered
    yield from history.failed
    yield from history.skipped


def _follows(end: NotificationEvent, failed: NotificationFailed) -> bool:
    same = (end.cause, end.recipient, end.transport) == (failed.cause, failed.recipient, failed.fallback)
    return same and end.id != failed.id


def _unproven(delivery: NotificationEvent, since: datetime, rules: Rules) -> Finding:
    return Finding(
        Missing.PROOF,
        delivery.subject,
        about=delivery.id,
        detail=f"{delivery.template} by {delivery.transport}, delivery {delivery.delivery_id}"[:200],
        since=since,
        found_at=since + rules.within.proven,
        expected=NotificationDelivered.kind(),
        cause=delivery.cause,
    )
