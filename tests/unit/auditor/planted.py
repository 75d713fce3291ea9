"""Faults planted in clean lives: in each one step is left out, and the finding that has to name it."""

from contracts import events
from contracts.values import Missing
from tests.unit.auditor.lives import CLEAN, IN_OFFICE, OFFICE_LIFE, clocks
from tests.unit.verify.lives import BEGUN, FILED, FIRST, TOLD, closed, expired, life, to
from tests.unit.verify.logs import LEVELS, Log, breached, delivered, escalated, step

_UNTOUCHED = CLEAN["untouched"]
_HEARD = escalated(1, 11.1)
_LATE = life(*BEGUN, clocks(1, 1.1), breached("acknowledge_by", 11), _HEARD)
_SENT = delivered(_HEARD)


def _failed(fallback: str | None) -> events.Event:
    assert isinstance(_SENT, events.NotificationDelivered)
    given = _SENT.model_dump() | {"id": "failed-1", "fallback": fallback, "status": "550"}
    return events.NotificationFailed(**given)


def _rerouted() -> events.Event:
    assert isinstance(_SENT, events.NotificationDelivered)
    given = _SENT.model_dump() | {
        "id": "rerouted-1",
        "delivery_id": "d-rerouted",
        "wanted_role": "unit_head",
        "wanted_unit": "roads",
        "reason": "post_vacant",
    }
    return events.NotificationRerouted(**given)


PLANTED: dict[str, tuple[Missing, Log]] = {
    "a filing that routing does not answer": (Missing.ASSIGNMENT, life(FILED)),
    "a transfer that routing does not answer": (Missing.ASSIGNMENT, life(*BEGUN, clocks(1, 1.1), FIRST)),
    "an assignment of which sla says nothing": (Missing.CLOCKS, life(*BEGUN)),
    "a second assignment of which sla says nothing": (
        Missing.CLOCKS,
        life(*BEGUN, clocks(1, 1.1), FIRST, to("water", 3, 2, FIRST)),
    ),
    "a deadline of a stage that passes unnoticed": (Missing.BREACH, _UNTOUCHED.without("breach-respond_by-31")),
    "a statutory deadline that passes unnoticed": (Missing.BREACH, _UNTOUCHED.without("breach-resolve_by-60")),
    "a deadline in office hours that passes unnoticed": (Missing.BREACH, life(*IN_OFFICE)),
    "a breach of which nobody is told": (
        Missing.ESCALATION,
        _UNTOUCHED.without(*(each.id for each in LEVELS[:3])),
    ),
    "a second level that does not come": (Missing.ESCALATION, _UNTOUCHED.without(*(each.id for each in LEVELS[1:3]))),
    "a repetition that does not come": (Missing.ESCALATION, _UNTOUCHED.without(LEVELS[2].id)),
    "silence after a promise": (
        Missing.ESCALATION,
        CLEAN["promised"].without(TOLD[1].id, "complaint.resolved-3", "expired-confirm_by", "complaint.closed-4"),
    ),
    "a level in office hours that does not come": (
        Missing.ESCALATION,
        OFFICE_LIFE.without("level-1-2-0", "level-1-2-1", "delivered-level-1-2-0-1", "delivered-level-1-2-1-1"),
    ),
    "an escalation without a message": (Missing.MESSAGE, _UNTOUCHED.without("delivered-level-1-1-0-1")),
    "a message without the word of a transport": (
        Missing.PROOF,
        _LATE.plus(_SENT.model_copy(update={"status": " "})),
    ),
    "a message that is to go on by another transport": (Missing.PROOF, _LATE.plus(_failed("chat"))),
    "a message to somebody else that does not end": (Missing.PROOF, _LATE.plus(_SENT, _rerouted())),
    "a clock that runs on after the end": (
        Missing.CLOCK_ON_CLOSED,
        life(
            *BEGUN,
            clocks(1, 1.1, {"resolve_by": 60}),
            step(events.ComplaintResolved, 2, 5),
            expired("confirm_by", 45, 2),
            closed(3, 45, "not_objected"),
        ),
    ),
    "a complaint that waits for a unit that does not exist": (
        Missing.NOBODY_MOVES,
        life(FILED, to("nowhere", 1, 1, FILED), clocks(1, 1.1)),
    ),
}
"""By what was done: the kind that names it, and the log."""
