"""Faults planted in whole lives, each with the kind of finding that names it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from contracts import events
from tests.unit.verify.lives import (
    ASKED,
    BEGUN,
    FILED,
    FIRST,
    LIFE,
    PROMISED,
    REPLIED,
    REVIEW,
    SECOND,
    SHARED,
    TOLD,
    TRANSFERRED,
    TRIAGE,
    WORKED,
    by,
    closed,
    expired,
    life,
    reminder,
    to,
    transferred,
    triaged,
)
from tests.unit.verify.logs import Log, at, breached, routing_input, step
from verify import Answer


def moved(log: Log, event_id: str, seconds: float) -> Log:
    """The same log, with one event at another time."""
    moment: datetime = at(seconds)
    changed = [
        event.model_copy(update={"occurred_at": moment}) if event.id == event_id else event for event in log.events
    ]
    return replace(log, events=tuple(changed))


def altered(log: Log, event_id: str, **update: Any) -> Log:
    """The same log, with one event that says something else."""
    changed = [event.model_copy(update=update) if event.id == event_id else event for event in log.events]
    return replace(log, events=tuple(changed))


_BACK = transferred(3, 5, 2, "water>roads")
_PASSED_ON = transferred(5, 7, 4, "roads>water", transfers=3)
_LEFT = step(events.ComplaintReclassified, 2, 3, 1, routing_input=routing_input(), unit="roads")
_PLACED = by(TRIAGE, step(events.ComplaintReclassified, 3, 4, 2, routing_input=routing_input(), unit="triage"))
_RETURNED = transferred(4, 6, 3, "water>roads")
_REVIEW_AGAIN = step(events.ReviewRequested, 7, 9, 4)

FAULTS_OF_LIVES: dict[str, tuple[str, Log]] = {
    "no reminder": ("reminder_missing", ASKED.without("reminder-0.5")),
    "a reminder before its time": ("reminded_early", moved(ASKED, "reminder-0.5", 24)),
    "a reminder after the reply": ("reminded_early", REPLIED.plus(reminder(0.9, 41.1, 45))),
    "a reminder under two ids": ("reminded_twice", ASKED.plus(reminder(0.5, 26, 45, id="again"))),
    "a time that is over and nothing says so": (
        "expiry_missing",
        ASKED.without("expired-reply_by", "complaint.closed-5"),
    ),
    "a time that is over too early": ("expired_early", moved(ASKED, "expired-reply_by", 44)),
    "a time that is over after the reply": (
        "expired_early",
        REPLIED.plus(expired("reply_by", 45, 4, occurred_at=at(45))),
    ),
    "a time that is over twice": ("expired_twice", ASKED.plus(expired("reply_by", 45, 4, id="again"))),
    "silence that is not closed": ("not_closed", ASKED.without("complaint.closed-5")),
    "an answer that is not closed": ("not_closed", REPLIED.without("complaint.closed-7")),
    "a closing for no reason": ("closed_without_cause", life(*WORKED, closed(4, 5, "no_reply"))),
    "a closing after the reply": (
        "closed_without_cause",
        REPLIED.without("complaint.resolved-6", "expired-confirm_by", "complaint.closed-7").plus(
            expired("reply_by", 45, 4), closed(6, 45, "no_reply")
        ),
    ),
    "a level in spite of a promise": ("escalated_early", moved(PROMISED, TOLD[1].id, 16.2)),
    "silence after a promise": ("level_missing", PROMISED.without(TOLD[1].id, "complaint.resolved-3")),
    "a contribution whose unit hears nothing": (
        "level_missing",
        life(
            *WORKED,
            step(events.ContributionRequested, 4, 6, unit="water"),
            breached("contribute_by", 16, unit="water"),
        ),
    ),
    "what is between colleagues on the complainant's timeline": (
        "timeline_differs",
        replace(
            TRANSFERRED,
            answers={
                "c1": Answer(
                    200, {"text": "a hole", "timeline": [{"type": event.kind()} for event in TRANSFERRED.events]}
                )
            },
        ),
    ),
    "a reopened complaint without a deadline": (
        "breach_missing",
        SHARED.without("complaint.resolved-10", "expired-confirm_by", "complaint.closed-11"),
    ),
    "a statutory deadline that follows a transfer": (
        "assigned_otherwise",
        altered(TRANSFERRED, "assigned-2", sets_statutory=True),
    ),
    "a correction that begins a stage": ("assigned_otherwise", altered(SHARED, "assigned-2", continues=False)),
    "a change to another policy": ("assigned_otherwise", altered(SHARED, "assigned-3", policy=LIFE)),
    "a reopening that forgets a leader's policy": ("assigned_otherwise", altered(SHARED, "assigned-4", policy=LIFE)),
    "a reopening that goes elsewhere": ("assigned_otherwise", altered(SHARED, "assigned-4", unit="water")),
    "a decision that is not obeyed": ("assigned_otherwise", altered(TRANSFERRED, "assigned-4", unit="water")),
    "a correction that nobody answers": ("unassigned", SHARED.without("assigned-2")),
    "a transfer too many": (
        "transferred_too_often",
        life(*BEGUN, FIRST, to("water", 3, 2, FIRST), SECOND, to("city", 5, 3, SECOND)),
    ),
    "a transfer back": (
        "transferred_back",
        life(*BEGUN, FIRST, to("water", 3, 2, FIRST), _BACK, to("roads", 5, 3, _BACK)),
    ),
    "a transfer back after a correction that left it to the triage desk": (
        "transferred_back",
        life(
            *BEGUN,
            _LEFT,
            triaged(3, 2, _LEFT),
            _PLACED,
            to("water", 4, 3, _PLACED),
            _RETURNED,
            to("roads", 6, 4, _RETURNED),
        ),
    ),
    "a decision that is passed on": (
        "decision_not_kept",
        TRANSFERRED.instead(REVIEW.id, _PASSED_ON).plus(to("water", 7, 5, _PASSED_ON)),
    ),
    "a second review": ("decision_not_kept", TRANSFERRED.instead("complaint.resolved-7", _REVIEW_AGAIN)),
    "an API that waits for somebody else": (
        "mover_differs",
        replace(
            life(*WORKED),
            answers={"c1": Answer(200, {"text": "a hole", "expected": {"by": "complainant", "unit": None}})},
        ),
    ),
    "a complaint that waits for a unit that does not exist": (
        "nobody_moves",
        life(FILED, to("nowhere", 1, 1, FILED)),
    ),
}
