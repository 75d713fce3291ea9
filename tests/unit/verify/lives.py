"""Whole lives made by hand, each without a fault, and the faults that can be planted in them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from contracts import events
from contracts.events import ComplaintEvent, Event
from contracts.values import Actor, ActorKind, ClockOwner, ClockRule, ClockScope, Method
from tests.unit.verify.logs import (
    FILING,
    POLICY,
    Log,
    assigned,
    at,
    breached,
    delivered,
    escalated,
    filed,
    mail_of,
    overdue,
    routing_input,
    step,
)
from verify import Act, Answer, ClientRecord

OVER = ("withdrawn", "closed")
ANSWERED = ("resolved", "rejected")
LIFE = POLICY.model_copy(
    update={
        "max_transfers": 1,
        "clocks": (
            *POLICY.clocks,
            ClockRule(
                name="reopened_by",
                within="PT20S",
                scope=ClockScope.STEP,
                starts_with="reopened",
                met_by=ANSWERED,
                ended_by=OVER,
            ),
            ClockRule(
                name="contribute_by",
                within="PT10S",
                scope=ClockScope.CONTRIBUTION,
                starts_with="contribution_requested",
                met_by=("contribution_given",),
                ended_by=(*ANSWERED, *OVER),
            ),
            ClockRule(
                name="reply_by",
                within="PT40S",
                scope=ClockScope.STEP,
                starts_with="information_requested",
                met_by=("information_provided",),
                ended_by=(*ANSWERED, "transferred", *OVER),
                owed_by=ClockOwner.COMPLAINANT,
                remind_shares=(0.25, 0.75),
                on_expiry="no_reply",
            ),
            ClockRule(
                name="confirm_by",
                within="PT40S",
                scope=ClockScope.STEP,
                starts_with="resolved",
                met_by=("closed",),
                ended_by=("reopened", "withdrawn"),
                owed_by=ClockOwner.COMPLAINANT,
                on_expiry="not_objected",
            ),
        ),
    }
)
LONG = LIFE.model_copy(update={"name": "long"})
SYSTEM, TRIAGE = Actor(kind=ActorKind.SYSTEM), Actor(kind=ActorKind.TRIAGE, id="officer-triage", unit="triage")


def by(actor: Actor, event: Event) -> Event:
    return event.model_copy(update={"actor": actor})


def to(unit: str, seconds: float, number: int, cause: Event, **more: Any) -> Event:
    """An assignment of this life's policy."""
    given = assigned(seconds, number, cause=cause.id, unit=unit).model_copy(update={"policy": LIFE, **more})
    assert isinstance(given, events.AssignmentEvent)
    return given


def triaged(seconds: float, number: int, cause: Event) -> Event:
    values = to("triage", seconds, number, cause).model_dump() | {"policy": LIFE}
    return events.ComplaintSentToTriage(**values)


def reminder(share: float, seconds: float, due: float, **more: Any) -> Event:
    values: dict[str, Any] = {"id": f"reminder-{share}"} | more
    return events.DeadlineReminder(
        subject="c1",
        occurred_at=at(seconds),
        unit="roads",
        assignment_number=1,
        clock="reply_by",
        due_at=at(due),
        share=share,
        channel="demo",
        **values,
    )


def expired(clock: str, due: float, started_seq: int, number: int = 1, **more: Any) -> Event:
    reason = {"reply_by": "no_reply", "confirm_by": "not_objected"}[clock]
    values: dict[str, Any] = {"id": f"expired-{clock}", "occurred_at": at(due), "on_expiry": reason} | more
    return events.DeadlineExpired(
        subject="c1",
        unit="roads",
        assignment_number=number,
        clock=clock,
        due_at=at(due),
        started_seq=started_seq,
        **values,
    )


def closed(seq: int, seconds: float, reason: str, number: int = 1) -> Event:
    return by(SYSTEM, step(events.ComplaintClosed, seq, seconds, number, reason=reason))


def transferred(seq: int, seconds: float, number: int, way: str, **more: Any) -> Event:
    """`way` is `from>to`; nothing after the sign leaves it to the triage desk."""
    from_unit, _, to_unit = way.partition(">")
    values: dict[str, Any] = {"transfers": 1, "max_transfers": LIFE.max_transfers} | more
    return step(
        events.ComplaintTransferred,
        seq,
        seconds,
        number,
        routing_input=routing_input(),
        from_unit=from_unit,
        to_unit=to_unit or None,
        **values,
    )


def life(*emitted: Event) -> Log:
    """A log of these, with a client who took every step that is not the system's."""
    acts = [
        Act("c1", event.kind(), 200, event.occurred_at)
        for event in emitted
        if isinstance(event, ComplaintEvent)
        and not isinstance(event, events.ComplaintFiled)
        and event.actor.kind is not ActorKind.SYSTEM
    ]
    return Log(emitted, (), ClientRecord([FILING], acts))


FILED = filed()
BEGUN = (FILED, to("roads", 1, 1, FILED))
WORKED = (*BEGUN, step(events.ComplaintAcknowledged, 2, 2), step(events.ComplaintStarted, 3, 3))

ASKED = life(
    *WORKED,
    step(events.InformationRequested, 4, 5),
    reminder(0.25, 15.1, 45),
    reminder(0.75, 35.1, 45),
    expired("reply_by", 45, 4),
    closed(5, 45, "no_reply"),
)
"""A question without a reply: two reminders, then the system closes."""

REPLIED = life(
    *WORKED,
    step(events.InformationRequested, 4, 5),
    reminder(0.25, 15.1, 45),
    step(events.InformationProvided, 5, 26),
    step(events.ComplaintResolved, 6, 28),
    expired("confirm_by", 68, 6),
    closed(7, 68, "not_objected"),
)

PROMISE = step(events.EscalationAcknowledged, 2, 13, promised_until=at(40))
_TOLD = (
    escalated(1, 11.1),
    escalated(2, 40.1, overdue=overdue(acknowledge_by=11, respond_by=31)),
)
PROMISED = replace(
    life(
        *BEGUN,
        breached("acknowledge_by", 11),
        _TOLD[0],
        PROMISE,
        breached("respond_by", 31),
        _TOLD[1],
        step(events.ComplaintResolved, 3, 50),
        expired("confirm_by", 90, 3),
        closed(4, 90, "not_objected"),
        *map(delivered, _TOLD),
    ),
    mails=(mail_of(delivered(_TOLD[0]), "head@city.example"), mail_of(delivered(_TOLD[1]), "mayor@city.example")),
)
"""A leader promises an answer: nobody hears of the silence before that, and then the next one up does."""

FIRST = transferred(2, 3, 1, "roads>water")
SECOND = transferred(3, 5, 2, "water>", transfers=2)
DECIDED = by(TRIAGE, transferred(4, 6, 3, "triage>roads", transfers=2, is_binding=True))
REVIEW = step(events.ReviewRequested, 5, 7, 4)
UPHELD = by(TRIAGE, step(events.DecisionUpheld, 6, 8, 4, unit="roads"))
TRANSFERRED = life(
    *BEGUN,
    FIRST,
    to("water", 3, 2, FIRST),
    SECOND,
    triaged(5, 3, SECOND),
    DECIDED,
    to("roads", 6, 4, DECIDED),
    REVIEW,
    UPHELD,
    step(events.ComplaintResolved, 7, 9, 4),
    expired("confirm_by", 49, 7, 4),
    closed(8, 49, "not_objected", 4),
)
"""Two units pass it on, the triage desk decides, the unit asks for a review and then answers."""

CORRECTED = step(events.ComplaintReclassified, 4, 4, routing_input=routing_input(), unit="roads")
CHANGED = step(events.PolicyChanged, 5, 5, 2, routing_input=routing_input(), unit="roads", policy="long")
REOPENED = step(events.ComplaintReopened, 9, 24, 3, routing_input=routing_input(), unit="roads")
OTHERS_PART = escalated(
    1,
    16.1,
    ladder=ClockScope.CONTRIBUTION,
    unit="water",
    clock="contribute_by",
    due_at=at(16),
    assignment_number=3,
    overdue=overdue(contribute_by=16),
)
SHARED = replace(
    life(
        *WORKED,
        CORRECTED,
        to("roads", 4, 2, CORRECTED, continues=True, method=Method.RECLASSIFIED),
        CHANGED,
        to("roads", 5, 3, CHANGED, continues=True, sets_statutory=True, policy=LONG, method=Method.POLICY_CHANGED),
        step(events.ContributionRequested, 6, 6, 3, unit="water"),
        breached("contribute_by", 16, assignment_number=3),
        OTHERS_PART,
        step(events.ContributionGiven, 7, 18, 3, unit="water"),
        step(events.ComplaintResolved, 8, 20, 3),
        REOPENED,
        to("roads", 24, 4, REOPENED, method=Method.REOPENED),
        step(events.ComplaintResolved, 10, 30, 4),
        expired("confirm_by", 70, 10, 4),
        closed(11, 70, "not_objected", 4),
        delivered(OTHERS_PART),
    ),
    mails=(mail_of(delivered(OTHERS_PART), "head@city.example"),),
)
"""Corrected, put under another policy, shared with a unit that is late with its part, reopened and answered again."""

LIVES = {
    "asked": ASKED,
    "replied": REPLIED,
    "promised": PROMISED,
    "transferred": TRANSFERRED,
    "shared": SHARED,
}


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
_REVIEW_AGAIN = step(events.ReviewRequested, 7, 9, 4)

FAULTS_OF_LIVES: dict[str, tuple[str, Log]] = {
    "no reminder": ("reminder_missing", ASKED.without("reminder-0.25")),
    "a reminder before its time": ("reminded_early", moved(ASKED, "reminder-0.25", 14)),
    "a reminder after the reply": ("reminded_early", REPLIED.plus(reminder(0.75, 35.1, 45))),
    "a reminder under two ids": ("reminded_twice", ASKED.plus(reminder(0.25, 16, 45, id="again"))),
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
    "a level in spite of a promise": ("escalated_early", moved(PROMISED, _TOLD[1].id, 16.2)),
    "silence after a promise": ("level_missing", PROMISED.without(_TOLD[1].id, "complaint.resolved-3")),
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
