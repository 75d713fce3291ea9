"""The timeline reads as a humane person would write it, in every language, and keeps to whom it is for."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.codec import decode, encode
from contracts.events import (
    COMPLAINT_EVENTS,
    ComplaintAssigned,
    ComplaintClosed,
    ComplaintDelegated,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintNoted,
    ComplaintRated,
    ComplaintReclassified,
    ComplaintRejected,
    ComplaintResolved,
    DecisionUpheld,
    EscalationAcknowledged,
    Event,
    InformationRequested,
    ReviewRequested,
)
from contracts.registry import EVENTS
from contracts.values import Actor, ActorKind, Clock, ClockOwner, ClockStatus, Method, Reason, RoutingInput
from deploy.local.environment import DEMO_CITY
from services.complaints.city import load_city
from services.complaints.domain.complaint import Complaint, State
from services.complaints.record import Record, Remark, Request
from services.complaints.timeline import timeline
from tests.builders import policy
from tests.contracts.examples import EXAMPLES
from tests.unit.complaints.examples import NOON, ROUTING_INPUT

CITY = load_city(DEMO_CITY)
OFFICER = Actor(kind=ActorKind.OFFICER, id="o", unit="dinas-pu")
SYSTEM = Actor(kind=ActorKind.SYSTEM)
DUE = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
"""In the city's time zone this is the day after."""


def _own(kind: type[ComplaintEvent], seq: int = 2, actor: Actor = OFFICER, **more: Any) -> ComplaintEvent:
    at = NOON + timedelta(minutes=seq)
    return kind(id=f"e{seq}", subject="c-1", occurred_at=at, seq=seq, assignment_number=1, actor=actor, **more)


def _texts(
    events: Sequence[Event], language: str = "en", for_staff: bool = False, clocks: Sequence[Clock] = (), **state: Any
) -> list[str]:
    """The sentences about these events."""
    complaint = Complaint("c-1", ROUTING_INPUT, **{"state": State.ASSIGNED, "version": 2, "seq": 2, **state})
    bodies = [(isinstance(event, ComplaintEvent), encode(event, "test")) for event in events]
    record = Record(
        complaint,
        Request("x", "id", "f"),
        events=tuple(body for is_own, body in bodies if is_own),
        other_events=tuple(body for is_own, body in bodies if not is_own),
        clocks=tuple(clocks),
        remarks=(Remark(2, message="Besok kami datang."),),
    )
    return [entry.text for entry in timeline(record, CITY, language, for_staff)]


def _assigned(reason: Reason) -> ComplaintAssigned:
    return ComplaintAssigned(
        id="a1",
        subject="c-1",
        occurred_at=NOON,
        assignment_number=1,
        unit="bidang-drainase",
        filed_at=NOON,
        reason=reason,
        policy=policy(),
        method=Method.RULE,
    )


def _owed_by_complainant(status: ClockStatus = ClockStatus.RUNNING) -> Clock:
    due = DUE if status is ClockStatus.RUNNING else None
    return Clock(name="reply", status=status, started_at=NOON, due_at=due, owed_by=ClockOwner.COMPLAINANT)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("for_staff", [True, False])
def test_every_event_of_every_version_can_be_read(language: str, for_staff: bool) -> None:
    """Nothing stays in braces, and nothing is left empty between the words."""
    whole = [decode(example.body) for example in EXAMPLES if not example.name.endswith(".sparse")]
    assert {event.type for event in whole} >= {kind.type for kind in COMPLAINT_EVENTS}
    for event in whole:
        for text in _texts([event], language, for_staff, unit="dinas-pu"):
            assert not set("{}") & set(text), text
            assert "  " not in text and "“”" not in text and not text.startswith(" "), text


def test_a_question_names_the_day_until_which_the_answer_is_awaited() -> None:
    asked = [_own(InformationRequested, reason="location_unclear")]
    waiting: dict[str, Any] = {"state": State.NEEDS_INFORMATION, "clocks": [_owed_by_complainant()]}
    assert _texts(asked, "id", **waiting) == [
        "Dinas Pekerjaan Umum memerlukan bantuan Anda untuk melanjutkan: kami belum menemukan lokasinya. "
        "Kami menunggu jawaban Anda sampai Selasa, 24 November 2026."
    ]
    assert _texts(asked, "en", **waiting)[0].endswith("We wait for your answer until Tuesday, 24 November 2026.")
    over: dict[str, Any] = {"state": State.NEEDS_INFORMATION, "clocks": [_owed_by_complainant(ClockStatus.STOPPED)]}
    for later in (over, {"state": State.IN_PROGRESS, "clocks": [_owed_by_complainant()]}):
        assert _texts(asked, "en", **later) == [
            "Public Works Agency needs your help to go on: we cannot find the place."
        ]


def test_only_the_newest_question_names_a_day() -> None:
    asked = [_own(InformationRequested, seq, reason="location_unclear") for seq in (2, 4)]
    texts = _texts(asked, state=State.NEEDS_INFORMATION, clocks=[_owed_by_complainant()])
    assert ["November" in text for text in texts] == [False, True]


def test_an_answer_says_what_can_be_done_against_it_and_until_when() -> None:
    resolved = [_own(ComplaintResolved, reason="work_done")]
    (text,) = _texts(resolved, state=State.RESOLVED, clocks=[_owed_by_complainant()])
    assert text.endswith(
        "tell us by Tuesday, 24 November 2026; if we hear nothing from you, we close the complaint then."
    )
    rejected = [_own(ComplaintRejected, reason="outside_city")]
    (text,) = _texts(rejected, state=State.REJECTED, answered_at=NOON, reopen_within="P14D")
    assert text.endswith("you can open it again until Monday, 16 March 2026.")


def test_closing_by_the_system_says_why_and_how_to_reopen_until_when() -> None:
    closed = [_own(ComplaintClosed, actor=SYSTEM, reason="no_reply")]
    state: dict[str, Any] = {"state": State.CLOSED, "answered_at": NOON, "reopen_within": "P14D"}
    assert _texts(closed, "id", **state) == [
        "Laporan Anda kami tutup: belum ada balasan sampai batas waktunya. Bila ini keliru, laporan dapat Anda buka "
        "kembali sampai Senin, 16 Maret 2026."
    ]
    assert _texts(closed, state=State.REOPENED) == ["We have closed your complaint: there was no reply."]
    confirmed = [_own(ComplaintClosed, actor=SYSTEM, reason="content")]
    assert _texts(confirmed, **state) == [
        "You have confirmed that the matter is dealt with. Thank you; the complaint is closed."
    ]


def test_an_assignment_says_why_in_the_words_of_the_rule() -> None:
    by_rule = _assigned(Reason(code="rule_matched", rule="drainase"))
    assert _texts([by_rule], "id") == [
        "Laporan Anda kini di Bidang Drainase. Saluran dan genangan ditangani Bidang Drainase."
    ]
    gone = _assigned(Reason(code="rule_matched", rule="gone"))
    assert _texts([gone]) == ["Your complaint is with Drainage Division. The division of work of the city says so."]
    newer = _assigned(Reason(code="found_by_star_sign"))
    assert _texts([newer]) == ["Your complaint is with Drainage Division. Found by star sign."]


def test_what_is_between_colleagues_is_not_shown_to_the_complainant() -> None:
    between = [
        _own(ComplaintNoted, 2, reason="noted"),
        _own(ComplaintDelegated, 3, unit="dinas-pu", to_person="petugas-7"),
        _own(ComplaintDelegated, 4, unit="dinas-pu"),
        _own(ReviewRequested, 5, reason="not_responsible"),
        _own(DecisionUpheld, 6, unit="dinas-pu"),
    ]
    assert _texts(between) == []
    assert len(_texts(between, for_staff=True)) == len(between)
    assert "petugas-7" in _texts(between, for_staff=True)[1]


def test_work_given_to_a_unit_below_is_shown_to_both() -> None:
    given = [_own(ComplaintDelegated, unit="dinas-pu", to_unit="bidang-drainase", to_person="petugas-7")]
    for for_staff in (True, False):
        (text,) = _texts(given, for_staff=for_staff)
        assert text.startswith("Public Works Agency has given the work to Drainage Division")
        assert "petugas-7" not in text


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ({"previous_category": "banjir", "previous_area": "99.71.01"}, "Your complaint is now filed under “Rubbish”"),
        ({"previous_category": "sampah"}, "The place of your complaint was corrected to Pasarlembayung District"),
        ({}, "We have corrected what your complaint is about and where"),
    ],
)
def test_a_correction_says_what_was_corrected(before: dict[str, Any], text: str) -> None:
    corrected = RoutingInput(channel="demo", filed_at=NOON, category="sampah", area="99.71.01")
    event = _own(ComplaintReclassified, reason="wrong_category", routing_input=corrected, unit="dinas-lh", **before)
    assert _texts([event]) == [f"{text}: the category does not fit."]


def test_a_promise_and_its_move_name_their_day() -> None:
    promise = [_own(EscalationAcknowledged, 2, promised_until=DUE, reason="answer_promised")]
    moved = [_own(EscalationAcknowledged, 3, promised_until=DUE, moves=1, reason="more_time_needed")]
    assert _texts(promise)[0].endswith("promise you an answer by Tuesday, 24 November 2026.")
    assert _texts(moved)[0].endswith("by Tuesday, 24 November 2026. The reason: it takes more time.")


def test_repeated_escalations_and_ratings_have_words_of_their_own() -> None:
    about: dict[str, Any] = {"subject": "c-1", "occurred_at": NOON, "unit": "dinas-pu", "assignment_number": 1}
    late: dict[str, Any] = {"clock": "resolve_by", "due_at": DUE, "round": 1, "level": 4, "role": "mayor"}
    again = ComplaintEscalated(id="x", repeat=1, **late, **about)
    assert _texts([again]) == ["We have reminded those in charge of the delay (level 4)."]
    assert _texts([_own(ComplaintRated, stars=4)], "id") == ["Anda memberi 4 dari 5 bintang. Terima kasih."]


def test_a_step_carries_the_message_that_was_given_with_it() -> None:
    record = Record(
        Complaint("c-1", ROUTING_INPUT, State.RESOLVED, version=2, seq=2),
        Request("x", "id", "f"),
        events=(encode(_own(ComplaintResolved, reason="work_done"), "test"),),
        remarks=(Remark(2, note="internal", message="Sudah beres."),),
    )
    (entry,) = timeline(record, CITY, "id", for_staff=False)
    assert (entry.seq, entry.message, entry.unit) == (2, "Sudah beres.", "dinas-pu")


def test_an_unknown_event_is_passed_by() -> None:
    newer = encode(_own(ComplaintNoted), "test").replace(b"complaint.noted.v1", b"complaint.sung_about.v1")
    record = Record(Complaint("c-1", ROUTING_INPUT, State.FILED, 1, 1), Request("x", "id", "f"), events=(newer,))
    assert timeline(record, CITY, "id", for_staff=True) == []
    assert "complaint.sung_about.v1" not in EVENTS
