"""The table's bytes: a state comes back as it went, stays small, and its next moment can be read without it."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.streams import SHARED
from city.calendars import EPOCH
from contracts.events import ClocksSet, ComplaintEscalated, DeadlineEvent, Event
from deploy.local.environment import REPOSITORY
from services.sla import state
from services.sla.domain.deadlines import Noticed
from services.sla.domain.decide import Verdict
from services.sla.domain.state import ClockState, Emitted
from tests.short import IS_SHORT
from tests.unit.sla.clock_model import HORIZON, Happening
from tests.unit.sla.lives import events_of, lives, rules
from tests.unit.sla.watching import COMPLAINT, Complaint, Rules, assigned, minute_of, moment, step

many = settings(max_examples=50 if IS_SHORT else 100, deadline=None)
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
LARGEST = 250
"""Bytes of a typical open complaint: a million of them are a quarter of a gigabyte."""

PRINTS_ITS_STATE = """
from services.sla import state
from services.sla.domain.deadlines import Noticed
from services.sla.domain.state import ClockState, Emitted
print(state.dump(ClockState("c", emitted=Emitted(noticed=Noticed(breached=frozenset("abcdefgh")))), None)[0])
"""

AS_FORM_2_WROTE_THEM = json.loads((Path(__file__).parent / "states_of_form_2.json").read_text(encoding="utf-8"))
"""Each state with what happened `then`, until when, and what version 0.2 has `emitted` of it."""

AS_0_1_WROTE_IT = {
    "complaint_id": COMPLAINT,
    "trace": TRACE,
    "as_of": "2026-07-01T01:30:00.250000Z",
    "assignment": {
        "epoch": 2,
        "unit": "dinas-a",
        "at": "2026-07-01T00:40:00Z",
        "filed_at": "2026-07-01T00:00:00Z",
        "policy": {
            "name": "short",
            "version": "1",
            "calendar": "always",
            "acknowledge_within": "PT40M",
            "respond_within": "PT80M",
            "resolve_within": "PT200M",
            "warn_at": 0.75,
            "ladder": [{"level": 1, "role": "unit_head", "after": "PT0S"}],
            "repeat_every": "PT60S",
            "repeat_times": 1,
        },
    },
    "steps": [{"seq": 2, "epoch": 1, "kind": "transferred", "at": "2026-07-01T00:39:00Z"}],
    "stated": {
        "clocks": [{"name": "resolve_by", "state": "running", "started_at": "2026-07-01T00:00:00Z"}],
        "warned": ["acknowledge_by:2"],
        "breached": ["acknowledge_by:2"],
        "rounds": 1,
        "ladder": {"round": 1, "level": 1, "next_at": "2026-07-01T02:00:00Z"},
    },
}


@many
@given(lives(), rules(), st.integers(0, HORIZON))
def test_a_state_comes_back_as_it_went(life: list[Happening], rules: Rules, until: int) -> None:
    events = [event for event in events_of(life, rules) if event.occurred_at <= moment(until)]
    complaint = Complaint().live(events, until)
    if complaint.state is not None:
        before, kept = complaint.state, complaint.kept()
        complaint.through_the_table()
        assert complaint.state == before
        assert complaint.kept() == kept


@given(st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - aware by `timezones`
def test_the_next_moment_is_rounded_up_so_that_no_timer_is_early(at: datetime) -> None:
    due_ms = state.due_ms(b"c", state.dump(ClockState("c"), at)[0])
    rounded = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=due_ms)
    assert timedelta(0) <= rounded - at <= timedelta(milliseconds=1)


def test_without_a_next_moment_the_line_says_zero() -> None:
    value, _ = state.dump(ClockState("c"), None)
    assert value.startswith(b"0\n")
    assert state.due_ms(b"c", value) == 0


def test_a_policy_is_kept_once_beside_the_states_and_has_no_moment() -> None:
    complaint = Complaint()
    complaint.feed(assigned(0, Rules()))
    complaint.kept()
    ((key, policy),) = complaint.shared.items()
    assert orjson.loads(policy)["name"] == "rules"
    assert state.due_ms(key, policy) == 0


def test_a_state_without_its_policy_is_an_error_that_says_so() -> None:
    complaint = Complaint()
    complaint.feed(assigned(0, Rules()))
    kept = complaint.kept()
    with pytest.raises(state.MissingPolicy):
        state.load(COMPLAINT, kept, lambda _key: None)


@pytest.mark.parametrize("trace", [None, TRACE, "", "not a trace", "00-xyz", "~abc", TRACE.replace("4bf", "xyz")])
def test_any_trace_comes_back(trace: str | None) -> None:
    kept, _ = state.dump(ClockState("c", trace), None)
    assert state.load("c", kept, lambda _key: None).trace == (trace or None if trace == "" else trace)


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
    kept, _ = state.dump(ClockState("c", emitted=Emitted(noticed=Noticed(breached=frozenset("abcdefgh")))), None)
    assert written == {f"{kept!r}\n".encode()}


def test_what_0_1_wrote_is_read_and_goes_on() -> None:
    kept = b"1782871200000\n" + orjson.dumps(AS_0_1_WROTE_IT)
    known = state.load(COMPLAINT, kept, lambda _key: None)
    assert (known.subject, known.trace, known.emitted.rounds) == (COMPLAINT, TRACE, 1)
    complaint = Complaint(state=known)
    complaint.feed(step("acknowledged", 100, seq=3, assignment_number=2))
    assert complaint.clock("resolve_by").due_at == moment(200)
    assert complaint.breached() == {"acknowledge_by:2"}
    assert complaint.state is not None and complaint.state.emitted.ladders == {}
    complaint.through_the_table()


@pytest.mark.parametrize("kept", AS_FORM_2_WROTE_THEM["lives"], ids=lambda kept: str(kept["life"]))
def test_what_form_2_wrote_is_read_and_goes_on_as_it_would_have(kept: dict[str, Any]) -> None:
    policies = {SHARED + key.encode(): value.encode() for key, value in AS_FORM_2_WROTE_THEM["policies"].items()}
    value = kept["value"].encode()
    next_at = state.due_ms(COMPLAINT.encode(), value)
    complaint = Complaint(state=state.load(COMPLAINT, value, policies.get), shared=policies)
    complaint.verdict = Verdict("loaded", complaint.state, next_at=EPOCH + timedelta(milliseconds=next_at))
    for each in kept["then"]:
        complaint.live([_event(*each)], each[1])
        complaint.through_the_table()
    complaint.let_pass(kept["until"])
    assert [_in_words(event) for event in complaint.emitted] == kept["emitted"]
    assert (complaint.state is not None) == kept["kept"]


def _event(kind: str, minute: int, number: int, more: Any) -> Event:
    return assigned(minute, Rules(**more), number) if kind == "assigned" else step(kind, minute, number, more)


def _in_words(event: Event) -> list[Any]:
    assert isinstance(event, ClocksSet | DeadlineEvent)
    said: list[Any] = [minute_of(event.occurred_at), event.kind(), event.unit]
    if isinstance(event, ClocksSet):
        return [*said, [[each.name, each.status, each.due_at and minute_of(each.due_at)] for each in event.clocks]]
    if isinstance(event, ComplaintEscalated):
        return [*said, event.clock, event.round, event.level, event.repeat]
    return [*said, event.clock, minute_of(event.due_at)]


def test_a_typical_open_complaint_stays_small() -> None:
    rules = Rules(waits=(0, 20, 40, 60), calendar="office")
    life = [
        assigned(30, rules, filed=30).model_copy(update={"unit": "dinas-pekerjaan-umum", "trace": TRACE}),
        step("acknowledged", 60, seq=2),
        step("started", 130, seq=3),
        step("information_requested", 150, seq=4),
        step("information_provided", 200, seq=5),
    ]
    complaint = Complaint()
    for event in life:
        complaint.live([event], 0)
        assert len(complaint.kept()) <= LARGEST


@many
@given(lives(), rules())
def test_a_state_grows_with_the_events_and_not_with_time(life: list[Happening], rules: Rules) -> None:
    complaint = Complaint().live(events_of(life, rules), HORIZON)
    if complaint.state is not None:
        assert len(complaint.kept()) < LARGEST + 70 * len(life)
