"""Whole lives made by hand, each without a fault."""

from dataclasses import replace
from typing import Any

from contracts import events
from contracts.events import ComplaintEvent, Event
from contracts.values import Actor, ActorKind, ClockScope, Method
from tests.builders import whole_life
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
from verify import Act, ClientRecord

LIFE = POLICY.model_copy(
    update={
        "max_transfers": 1,
        "clocks": whole_life(
            "PT10S", "PT30S", "PT60S", reopened="PT20S", contribute="PT10S", reply="PT40S", confirm="PT40S"
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
    reminder(0.5, 25.1, 45),
    reminder(0.9, 41.1, 45),
    expired("reply_by", 45, 4),
    closed(5, 45, "no_reply"),
)
"""A question without a reply: two reminders, then the system closes."""

REPLIED = life(
    *WORKED,
    step(events.InformationRequested, 4, 5),
    reminder(0.5, 25.1, 45),
    step(events.InformationProvided, 5, 26),
    step(events.ComplaintResolved, 6, 28),
    expired("confirm_by", 68, 6),
    closed(7, 68, "not_objected"),
)

PROMISE = step(events.EscalationAcknowledged, 2, 13, promised_until=at(40))
TOLD = (
    escalated(1, 11.1),
    escalated(2, 40.1, overdue=overdue(acknowledge_by=11, respond_by=31)),
)
PROMISED = replace(
    life(
        *BEGUN,
        breached("acknowledge_by", 11),
        TOLD[0],
        PROMISE,
        breached("respond_by", 31),
        TOLD[1],
        step(events.ComplaintResolved, 3, 50),
        expired("confirm_by", 90, 3),
        closed(4, 90, "not_objected"),
        *map(delivered, TOLD),
    ),
    mails=(mail_of(delivered(TOLD[0]), "head@city.example"), mail_of(delivered(TOLD[1]), "mayor@city.example")),
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
        to("roads", 24, 4, REOPENED, policy=LONG, method=Method.REOPENED),
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
