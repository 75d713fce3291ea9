"""Which files a complaint takes from whom, and what officers are told of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import Point
from services.complaints.domain.actions import ACTIONS, Step
from services.complaints.domain.attachments import (
    MAX_EACH,
    Adding,
    Attachment,
    MediaType,
    NewFile,
    Phase,
    add,
    media_type_of,
    refusal_of,
)
from services.complaints.domain.complaint import Complaint, State
from services.complaints.domain.lifecycle import Change, act
from services.complaints.domain.pictures import (
    SAME_LOOK_BITS,
    bands_near,
    bands_of,
    distance_m,
    is_same_look,
    look_of,
)
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import THE_COMPLAINANT, THE_SYSTEM, Principal, Role
from tests import pictures
from tests.unit.complaints.examples import CHANNEL, NOON, UNITS, Tree, complaint, complete, leader, officer

HERE = Point(latitude=-7.25, longitude=112.75)
LOOK = "0f0f0f0f0f0f0f0f"


def _file(id_: str = "f-1", **more: Any) -> NewFile:
    given: dict[str, Any] = {"media_type": MediaType.JPEG, "size": 9, "digest": f"digest-{id_}", "was_scanned": True}
    return NewFile(id_, **given | more)


def _added(
    file: NewFile, kept: tuple[Attachment, ...] = (), phase: Phase = Phase.BEFORE, **more: Any
) -> tuple[Complaint, Attachment]:
    by = officer("pu") if phase is Phase.AFTER else THE_COMPLAINANT
    outcome = add(complaint(**more), kept, file, Adding(by, phase, "trace"), NOON, UNITS)
    assert not isinstance(outcome, Refusal)
    change, attachment = outcome
    return change.complaint, attachment


def _reason(by: Principal, phase: Phase = Phase.BEFORE, **more: Any) -> str | None:
    refusal = refusal_of(complaint(**more), Adding(by, phase), 1, NOON, UNITS)
    return None if refusal is None else refusal.reason


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pictures.picture(), MediaType.JPEG),
        (pictures.picture(kind="PNG"), MediaType.PNG),
        (pictures.picture(kind="WEBP"), MediaType.WEBP),
        (pictures.PDF, MediaType.PDF),
        *(
            (each, None)
            for each in (b"", b"\xff\xd8", b"RIFF", b" %PDF-1.4", pictures.SVG, pictures.HTML, pictures.GIF)
        ),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: MediaType | None) -> None:
    assert media_type_of(content) is kind


def test_it_is_a_step_of_the_complaint_with_its_event() -> None:
    outcome = add(complaint(), (), _file(), Adding(officer("pu"), Phase.AFTER, "trace"), NOON, UNITS)
    assert not isinstance(outcome, Refusal)
    change, attachment = outcome
    assert (change.complaint.seq, change.complaint.version, change.complaint.added_after) == (4, 4, 1)
    assert change.complaint.state is State.IN_PROGRESS
    event = change.event
    assert (event.seq, event.subject, event.trace, event.occurred_at) == (4, "c-1", "trace", NOON)
    assert "digest" not in event.model_dump_json()
    assert (attachment.seq, attachment.unit, attachment.phase) == (4, "pu", Phase.AFTER)
    assert add(complaint(), (), _file(), Adding(officer("pu"), Phase.AFTER, "trace"), NOON, UNITS) == outcome


@pytest.mark.parametrize("by", [THE_COMPLAINANT, CHANNEL, officer("pu"), leader("kota")])
def test_they_may_add_what_they_found(by: Principal) -> None:
    assert _reason(by) is None


@pytest.mark.parametrize(
    ("by", "phase", "more", "reason"),
    [
        (Principal(Role.AUDITOR, "a", "kota"), Phase.BEFORE, {}, "wrong_actor"),
        (THE_SYSTEM, Phase.BEFORE, {}, "wrong_actor"),
        (officer("lh"), Phase.BEFORE, {"contributed": ("lh",)}, "other_unit"),
        (officer("pu"), Phase.BEFORE, {"wanted_assignment": 2}, "assignment_pending"),
        (THE_COMPLAINANT, Phase.AFTER, {}, "after_is_for_staff"),
        (CHANNEL, Phase.AFTER, {}, "after_is_for_staff"),
        (THE_COMPLAINANT, Phase.BEFORE, {"state": State.WITHDRAWN}, "complaint_is_over"),
        (THE_COMPLAINANT, Phase.BEFORE, {"state": State.CLOSED}, "complaint_is_over"),
        (THE_COMPLAINANT, Phase.BEFORE, {"added_before": MAX_EACH}, "too_many_attachments"),
        (officer("pu"), Phase.AFTER, {"added_after": MAX_EACH}, "too_many_attachments"),
    ],
)
def test_it_is_refused_with_the_reason(by: Principal, phase: Phase, more: dict[str, Any], reason: str) -> None:
    assert _reason(by, phase, **more) == reason


def test_it_is_open_as_long_as_the_complaint_can_be_reopened() -> None:
    assert _reason(THE_COMPLAINANT, state=State.CLOSED, answered_at=NOON) is None
    assert _reason(officer("pu"), Phase.AFTER, added_before=MAX_EACH) is None, "each phase has its own limit"
    assert _reason(officer("lh"), contributors=("lh",)) is None


@pytest.mark.parametrize(
    ("kept", "file", "phase", "flags"),
    [
        ({}, {}, Phase.BEFORE, ("same_as_earlier",)),
        ({}, {}, Phase.AFTER, ("before_as_after",)),
        ({"phase": Phase.AFTER}, {}, Phase.AFTER, ("same_as_earlier",)),
        ({}, {"look": "f0f0f0f0f0f0f0f0"}, Phase.AFTER, ()),
        ({"look": None}, {"look": None}, Phase.BEFORE, ()),
        ({"look": None, "digest": "d"}, {"look": None, "digest": "d"}, Phase.AFTER, ("before_as_after",)),
    ],
)
def test_what_looks_like_an_earlier_file_is_told(
    kept: dict[str, Any], file: dict[str, Any], phase: Phase, flags: tuple[str, ...]
) -> None:
    _, earlier = _added(_file("f-0", look=LOOK))
    _, attachment = _added(_file(**{"look": LOOK} | file), (replace(earlier, **kept),), phase)
    assert attachment.flags == flags


@pytest.mark.parametrize(
    ("file", "phase", "flags"),
    [
        ({"position": Point(latitude=-7.26, longitude=112.75)}, Phase.BEFORE, ("far_from_complaint",)),
        ({"position": Point(latitude=-7.251, longitude=112.75)}, Phase.BEFORE, ()),
        ({"taken_at": NOON - timedelta(days=31)}, Phase.BEFORE, ("taken_long_before",)),
        ({"taken_at": NOON - timedelta(days=29)}, Phase.BEFORE, ()),
        ({"taken_at": NOON - timedelta(days=2)}, Phase.AFTER, ("taken_before_filing",)),
        ({"taken_at": NOON - timedelta(hours=23)}, Phase.AFTER, ()),
        ({"taken_at": NOON + timedelta(days=2)}, Phase.AFTER, ("taken_in_future",)),
        ({"was_scanned": False}, Phase.BEFORE, ("not_scanned",)),
    ],
)
def test_what_does_not_fit_the_complaint_is_told(file: dict[str, Any], phase: Phase, flags: tuple[str, ...]) -> None:
    routing_input = complaint().routing_input.model_copy(update={"point": HERE})
    before = replace(complaint(), routing_input=routing_input)
    outcome = add(before, (), _file(**file), Adding(officer("pu"), phase), NOON, UNITS)
    assert not isinstance(outcome, Refusal)
    assert outcome[1].flags == flags


def test_without_a_place_of_the_complaint_nothing_is_far() -> None:
    _, attachment = _added(_file(position=HERE))
    assert (attachment.flags, attachment.away_m) == ((), None)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (HERE, HERE, 0),
        (Point(latitude=0, longitude=0), Point(latitude=0, longitude=1), 111_195),
        (Point(latitude=0, longitude=179.5), Point(latitude=0, longitude=-179.5), 111_195),
        (Point(latitude=90, longitude=0), Point(latitude=-90, longitude=0), 20_015_087),
    ],
)
def test_distances_are_those_on_a_sphere(one: Point, other: Point, metres: float) -> None:
    assert distance_m(one, other) == pytest.approx(metres, abs=1)


def test_a_few_bits_of_a_look_may_differ() -> None:
    nearly = f"{int(LOOK, 16) ^ (2**SAME_LOOK_BITS - 1):016x}"
    another = f"{int(LOOK, 16) ^ (2 ** (SAME_LOOK_BITS + 1) - 1):016x}"
    assert is_same_look(LOOK, nearly)
    assert not is_same_look(LOOK, another)
    assert look_of([0, 255] * 36) is not None
    assert look_of([7] * 72) is None


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=SAME_LOOK_BITS))
def test_every_copy_of_a_picture_is_found_by_one_of_its_bands(bits: int, differing: set[int]) -> None:
    look, copy = f"{bits:016x}", f"{bits ^ sum(1 << each for each in differing):016x}"
    assert set(bands_of(copy)) & set(bands_near(look))
    assert (len(set(bands_of(look))), len(set(bands_near(look)))) == (4, 68)


@pytest.mark.parametrize("phase", list(Phase))
def test_a_picture_of_another_complaint_is_told_by_a_flag_and_the_event_has_only_that(phase: Phase) -> None:
    by = officer("pu") if phase is Phase.AFTER else THE_COMPLAINANT
    outcome = add(complaint(), (), _file(look=LOOK, used_by="c-other"), Adding(by, phase), NOON, UNITS)
    assert not isinstance(outcome, Refusal)
    change, attachment = outcome
    assert (attachment.flags, attachment.used_by) == (("used_elsewhere",), "c-other")
    assert "used_elsewhere" in change.event.model_dump_json()
    assert "c-other" not in change.event.model_dump_json()


PROOF = Tree(proof_categories=("jalan-rusak",))


def _resolved(before: Complaint) -> Change | Refusal:
    return act(before, complete(Step(ACTIONS["resolve"], officer("pu")), before, NOON), NOON, PROOF)


def test_only_a_photo_of_the_result_that_is_no_copy_is_proof() -> None:
    _, damage = _added(_file("f-0"))
    assert isinstance(_resolved(complaint()), Refusal)
    for useless in (_file(media_type=MediaType.PDF), _file(digest=damage.digest)):
        assert _added(useless, (damage,), Phase.AFTER)[0].proofs == 0
    assert _added(_file("f-2"), (damage,))[0].proofs == 0
    shown, _ = _added(_file(look=LOOK), (replace(damage, look=LOOK),), Phase.AFTER)
    assert isinstance(_resolved(shown), Change), "what only looks alike counts"


def test_a_reopening_asks_for_another_photo_and_makes_room() -> None:
    resolved = complaint(state=State.RESOLVED, answered_at=NOON, proofs=2, added_before=5, added_after=5)
    step = complete(Step(ACTIONS["reopen"], THE_COMPLAINANT), resolved, NOON)
    reopened = act(resolved, step, NOON, PROOF)
    assert isinstance(reopened, Change)
    after = reopened.complaint
    assert (after.proofs, after.added_before, after.added_after) == (0, 0, 0)


def test_colleagues_keep_what_they_found_to_themselves() -> None:
    _, own = _added(_file())
    _, result = _added(_file(), phase=Phase.AFTER)
    inside = replace(result, phase=Phase.BEFORE)
    for reader in (THE_COMPLAINANT, CHANNEL):
        assert [each.is_shown_to(reader) for each in (own, result, inside)] == [True, True, False]
    assert all(each.is_shown_to(officer("pu")) for each in (own, result, inside))
