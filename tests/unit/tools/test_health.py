"""What is to be made of what processes say: well, wrong, or not known."""

from collections.abc import Mapping

import pytest

from tools.tanggap.health import Process, Verdict, health_of, samples_of

WELL = """
tanggap_build_info{service="notify",version="0.4.0"} 1.0
tanggap_consumer_lag_records{topic="deadlines"} 3.0
tanggap_oldest_waiting_seconds{stage="notify"} 0.0
tanggap_outbox_oldest_seconds{topic="notifications"} 0.5
tanggap_relay_active{topic="notifications"} 1.0
"""
RELAY_STANDS_BY = ('relay_active{topic="notifications"} 1.0', 'relay_active{topic="notifications"} 0.0')


def process(text: str = WELL, ready: bool | None = True, name: str = "notify", **reasons: str) -> Process:
    return Process(name, "http://notify", ready, reasons, samples_of(text))


def test_a_little_lag_is_well() -> None:
    health = health_of([process()], {"deadlines": 0}, None)
    assert (health.verdict, list(health.wrong), list(health.unknown)) == (Verdict.WELL, [], [])
    assert [(each.stage, each.topic, each.records) for each in health.lag] == [("notify", "deadlines", 3)]
    assert health.processes[0].version == "0.4.0"


@pytest.mark.parametrize(
    ("replaced", "said"),
    [
        (RELAY_STANDS_BY, "no process publishes"),
        (('outbox_oldest_seconds{topic="notifications"} 0.5', 'outbox_oldest_seconds{topic="notifications"} 61'),
         "waits for 61 s to be published"),
        (('waiting_seconds{stage="notify"} 0.0', 'waiting_seconds{stage="notify"} 75'), "waits for 75 s"),
    ],
)  # fmt: skip
def test_what_waits_too_long_is_wrong(replaced: tuple[str, str], said: str) -> None:
    health = health_of([process(WELL.replace(*replaced))], None, None)
    assert health.verdict is Verdict.WRONG
    assert said in health.wrong[0]


def test_of_two_relays_one_publishes_and_that_is_well() -> None:
    standby = process(WELL.replace(*RELAY_STANDS_BY))
    assert health_of([process(), standby], None, None).verdict is Verdict.WELL


def test_an_unready_process_says_why() -> None:
    health = health_of([process(ready=False, store="store unavailable: full")], None, None)
    assert list(health.wrong) == ["notify is not ready: store: store unavailable: full"]


def test_one_that_does_not_answer_beside_others_is_wrong() -> None:
    health = health_of([process(), process("", None, "sla", answer="refused")], None, None)
    assert health.verdict is Verdict.WRONG


@pytest.mark.parametrize(
    ("letters", "why", "verdict"),
    [
        ({"complaints": 0}, None, Verdict.WELL),
        ({"complaints": 2}, None, Verdict.WRONG),
        (None, "dead letters: broker unavailable", Verdict.UNKNOWN),
        (None, None, Verdict.WELL),
    ],
)
def test_dead_letters_count_where_they_are_known(
    letters: Mapping[str, int] | None, why: str | None, verdict: Verdict
) -> None:
    assert health_of([process()], letters, why).verdict is verdict


def test_where_nothing_answers_nothing_is_known() -> None:
    assert health_of([process("", None, answer="refused")], None, None).verdict is Verdict.UNKNOWN
