"""The table's bytes: a watch comes back as it went, and its next moment can be read without it."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.local.environment import REPOSITORY
from services.sla import state
from services.sla.domain.clock_state import ClockState, Stated
from tests.unit.sla.clock_model import HORIZON, Happening
from tests.unit.sla.lives import facts, lives, rules
from tests.unit.sla.watching import Room, Rules, assigned, moment, step

many = settings(max_examples=100, deadline=None)
LARGEST = 2560

PRINTS_ITS_STATE = """
from services.sla.domain.clock_state import Stated, ClockState
print(ClockState(subject="c", stated=Stated(breached=frozenset("abcdefgh"))).model_dump_json(exclude_defaults=True))
"""


@many
@given(lives(), rules(), st.integers(0, HORIZON))
def test_a_watch_comes_back_as_it_went(life: list[Happening], rules: Rules, until: int) -> None:
    room = Room().live([fact for fact in facts(life, rules) if fact.occurred_at <= moment(until)], until)
    if room.watch is not None:
        assert state.load(room.kept()) == room.watch
        assert state.dump(state.load(room.kept()), None).split(b"\n", 1)[1] == room.kept().split(b"\n", 1)[1]


@given(st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - aware by `timezones`
def test_the_next_moment_is_rounded_up_so_that_no_timer_is_early(at: datetime) -> None:
    due_ms = state.due_ms(b"c", state.dump(ClockState(subject="c"), at))
    rounded = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=due_ms)
    assert timedelta(0) <= rounded - at <= timedelta(milliseconds=1)


def test_without_a_next_moment_the_line_says_zero() -> None:
    assert state.dump(ClockState(subject="c"), None) == b'0\n{"subject":"c"}'


def test_the_same_state_is_the_same_bytes_in_every_process() -> None:
    written = {
        subprocess.run(
            [sys.executable, "-c", PRINTS_ITS_STATE],
            cwd=REPOSITORY,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    kept = ClockState(subject="c", stated=Stated(breached=frozenset("abcdefgh")))
    assert written == {kept.model_dump_json(exclude_defaults=True).encode() + b"\n"}


def test_a_typical_complaint_stays_small() -> None:
    rules = Rules(waits=(0, 20, 40, 60), calendar="office")
    life = [
        assigned(30, rules, filed=30),
        step("acknowledged", 60, seq=2),
        step("started", 130, seq=3),
        step("information_requested", 150, seq=4),
        step("information_provided", 200, seq=5),
        step("resolved", 450, seq=6),
    ]
    room = Room()
    for fact in life:
        room.live([fact], 0)
        assert len(room.kept()) < LARGEST
    assert room.breached() == {"respond_by:1", "resolve_by"}


@many
@given(lives(), rules())
def test_a_state_grows_with_the_facts_and_not_with_time(life: list[Happening], rules: Rules) -> None:
    room = Room().live(facts(life, rules), HORIZON)
    assert len(room.kept()) < LARGEST + 150 * len(life)
