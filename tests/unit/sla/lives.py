"""Random lives of a complaint, as the intake API would allow them, and random rules."""

from collections.abc import Sequence

from hypothesis import strategies as st

from contracts.events import Event
from tests.unit.sla.clock_model import Happening
from tests.unit.sla.watching import Rules, assigned, step

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


def events_of(life: Sequence[Happening], rules: Rules) -> list[Event]:
    """The events of a life."""
    return [
        assigned(each.minute, rules, each.assignment_number)
        if each.kind == "assigned"
        else step(each.kind, each.minute, each.seq, each.assignment_number)
        for each in life
    ]
