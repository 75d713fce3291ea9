"""Random lives of a complaint, as the intake API would allow them, and random rules."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from contracts.events import AssignmentEvent, ComplaintEvent, Event
from tests.unit.sla.clock_model import HORIZON, Happening
from tests.unit.sla.watching import Complaint, Rules, assigned, fired, minute_of, moment, step

LATE = HORIZON - 1
"""The last minute that the model counts."""

OPEN_STEPS = ("acknowledged", "started", "information_requested", "resolved", "rejected", "transferred", "withdrawn")
NEXT: dict[str, tuple[str, ...]] = {
    "filed": ("assigned", "assigned", "assigned", "withdrawn"),
    "assigned": OPEN_STEPS,
    "acknowledged": OPEN_STEPS[1:],
    "started": OPEN_STEPS[2:],
    "information_requested": ("information_provided", "information_provided", "rejected", "withdrawn"),
    "information_provided": OPEN_STEPS[2:],
    "resolved": ("reopened", "reopened", "closed"),
    "rejected": ("reopened",),
    "closed": ("reopened",),
    "transferred": ("assigned", "assigned", "assigned", "withdrawn"),
    "reopened": ("assigned", "assigned", "assigned", "withdrawn"),
    "withdrawn": ("assigned",),
}
"""What may follow: routing's answer comes even when the complaint was withdrawn meanwhile."""

ROUTING = {"filed", "transferred", "reopened"}
quarters = st.integers(1, 60).map(lambda n: 4 * n)
waits = st.integers(1, 90)


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    """Deadlines in multiples of four minutes, so that three quarters of them are whole minutes."""
    return Rules(
        acknowledge=draw(quarters),
        respond=draw(quarters),
        resolve=draw(st.integers(1, 200).map(lambda n: 4 * n)),
        waits=(draw(st.sampled_from((0, 0, 15))), *draw(st.lists(waits, max_size=3))),
        repeat_every=draw(waits),
        repeat_times=draw(st.integers(0, 2)),
        calendar=draw(st.sampled_from(("always", "office"))),
    )


@st.composite
def lives(draw: st.DrawFn) -> list[Happening]:
    """Happenings in different minutes, in the order in which they happened."""
    minute, assignment_number, seq, now, routing_owes = 0, 0, 1, "filed", True
    gaps = st.one_of(st.integers(1, 60), st.integers(1, 600))
    life: list[Happening] = []
    for _ in range(draw(st.integers(1, 9))):
        if now == "withdrawn" and not routing_owes:
            break
        minute += draw(gaps)
        kind = draw(st.sampled_from(NEXT[now]))
        if kind == "assigned":
            assignment_number += 1
            life.append(Happening(minute, kind, assignment_number))
        else:
            seq += 1
            life.append(Happening(minute, kind, assignment_number, seq))
        routing_owes = kind in ROUTING or (kind == "withdrawn" and now in ROUTING)
        now = "withdrawn" if now == "withdrawn" else kind
    return life


ASIDE = ("progress_reported", "contribution_requested", "contribution_given", "escalation_acknowledged", "delegated")
"""Steps that leave a complaint in its state."""
OPEN = ("started", "information_requested", "information_requested", "resolved", "resolved", *ASIDE, *ASIDE)
AGAIN = ("transferred", "reclassified", "policy_changed")
WHOLE: dict[str, tuple[str, ...]] = {
    "filed": (*["assigned"] * 9, "withdrawn"),
    "open": ("acknowledged", *OPEN, *AGAIN, *AGAIN, "rejected", "withdrawn"),
    "waits": (*["information_provided"] * 9, *ASIDE, *AGAIN, "rejected", "information_requested"),
    "answered": ("reopened", "reopened", "closed"),
    "over": ("reopened", "reopened"),
    "left": (*["assigned"] * 9, "withdrawn"),
    "withdrawn": ("assigned",),
}
"""What may happen to a complaint whose whole life is known, by what it waits for."""
AFTER = {
    "information_requested": "waits",
    "information_provided": "open",
    "resolved": "answered",
    "rejected": "over",
    "closed": "over",
    "withdrawn": "withdrawn",
    "reopened": "left",
    **dict.fromkeys(AGAIN, "left"),
}


@st.composite
def policies(draw: st.DrawFn) -> tuple[Rules, ...]:
    """Two policies that know the whole life, on one calendar."""
    calendar = draw(st.sampled_from(("always", "office")))
    return draw(_whole_rules(calendar)), draw(_whole_rules(calendar))


@st.composite
def _whole_rules(draw: st.DrawFn, calendar: str) -> Rules:
    twentieths = st.integers(1, 20).map(lambda n: 20 * n)
    return replace(
        draw(rules()),
        calendar=calendar,
        reply=draw(twentieths),
        confirm=draw(twentieths),
        reopened=draw(quarters),
        contribute=draw(quarters),
        max_pauses=draw(st.sampled_from((None, 0, 1, 2))),
        max_pause=draw(st.none() | st.integers(1, 300)),
    )


@st.composite
def whole_lives(draw: st.DrawFn) -> list[Happening]:
    """Happenings of a whole life in different minutes: transfers, corrections, questions, contributions, promises."""
    minute, number, seq, now, before, why = 0, 0, 1, "filed", "open", "filed"
    gaps = st.one_of(st.integers(1, 60), st.integers(1, 600))
    life: list[Happening] = []
    for _ in range(draw(st.integers(2, 16))):
        if now == "withdrawn" and why not in {*AGAIN, "reopened", "filed"}:
            break
        minute += draw(gaps)
        kind = draw(st.sampled_from(WHOLE[now]))
        if kind == "assigned":
            number += 1
            may_continue = why in ("reclassified", "policy_changed")
            life.append(
                Happening(
                    minute,
                    kind,
                    number,
                    policy=draw(st.integers(0, 1)),
                    continues=may_continue and draw(st.booleans()),
                    sets_statutory=why == "policy_changed",
                )
            )
            now, why = "withdrawn" if now == "withdrawn" else before, ""
            continue
        seq += 1
        is_contribution = kind.startswith("contribution")
        unit = draw(st.sampled_from(("unit-x", "unit-y"))) if is_contribution else None
        life.append(Happening(minute, kind, number, seq, unit=unit, until=minute + draw(st.integers(1, 900))))
        if kind in {*AGAIN, "reopened"}:
            before, why = "waits" if now == "waits" and kind != "transferred" else "open", kind
        now = AFTER.get(kind, now)
    return life


def events_of(life: Sequence[Happening], *policies: Rules) -> list[Event]:
    """The events of a life."""
    return [_event(each, policies) for each in life]


def _event(each: Happening, policies: Sequence[Rules]) -> Event:
    if each.kind == "assigned":
        flags = {"continues": each.continues, "sets_statutory": each.sets_statutory}
        return assigned(each.minute, policies[each.policy], each.assignment_number, **flags)
    more: dict[str, object] = {"unit": each.unit} if each.unit else {}
    if each.kind == "escalation_acknowledged":
        more = {"promised_until": moment(each.until)}
    return step(each.kind, each.minute, each.seq, each.assignment_number, **more)


def read_in_any_order(events: Sequence[Event], data: st.DataObject, repeats: bool = False) -> Complaint:
    """Both topics read in any interleaving, each in its own order, with timers going off or not in between.

    With `repeats` some events come a second time.
    """
    topics: list[list[Event]] = [
        [event for event in events if isinstance(event, AssignmentEvent)],
        [event for event in events if isinstance(event, ComplaintEvent)],
    ]
    complaint, clock = Complaint(), 0.0
    while any(topics):
        topic = data.draw(st.sampled_from([topic for topic in topics if topic]))
        event = topic.pop(0)
        clock = max(clock, minute_of(event.occurred_at)) + data.draw(st.sampled_from((0, 0, 7, 200)))
        if data.draw(st.booleans()):
            complaint.let_pass(clock)
        complaint.feed(event)
        if repeats and data.draw(st.booleans()):
            assert complaint.feed(event).outcome == "duplicate"
    complaint.let_pass(LATE + 2000)
    complaint.feed(fired(LATE + 2000))
    return complaint
