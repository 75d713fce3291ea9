"""An idea is looked at before it is public, answered by whom it concerns, and holds no contact data."""

from typing import Any

import pytest

from services.improvements.domain.forum.contact import Contact, contact_in
from services.improvements.domain.forum.ideas import (
    MAX_TITLE,
    Idea,
    IdeaState,
    IdeaStep,
    IdeaWords,
    possible_steps,
    propose,
    step,
)
from services.improvements.domain.refusals import Refusal
from services.improvements.domain.rights import Principal
from tests.unit.improvements.actions import AUDITOR, BUREAU, CITY, HEAD, LEADER, NOW, OFFICER, STRANGER

REASONS = ("unclear",)
GIVEN: dict[str, dict[str, str]] = {
    "publish": {"unit": "dinas-pu"},
    "decline": {"reason": "unclear"},
    "take_up": {"improvement": "imp-1"},
    "refuse": {"reason": "unclear"},
    "exists": {"text": "Ada di taman kota."},
}
"""What each step needs."""


def idea(**more: Any) -> Idea:
    found = propose("idea-1", IdeaWords("Lampu di taman", "Supaya terang.", **more), NOW)
    assert isinstance(found, Idea), found
    return found


def taken(before: Idea, action: str, by: Principal = BUREAU, **more: Any) -> Idea | Refusal:
    return step(before, IdeaStep(action, **GIVEN[action] | more), by, CITY, REASONS, NOW)


def after(*actions: str, **more: Any) -> Idea:
    found = idea()
    for action in actions:
        outcome = taken(found, action, **more)
        assert isinstance(outcome, Idea), outcome
        found = outcome
    return found


def code(outcome: object) -> tuple[str, str | None]:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code, outcome.field


def test_it_waits_and_is_public_once_the_bureau_has_published_it() -> None:
    assert (idea().state, idea().is_public, idea().takes_support) == (IdeaState.WAITING, False, False)
    published = after("publish")
    assert (published.is_public, published.takes_support, published.unit) == (True, True, "dinas-pu")
    declined = after("decline")
    assert (declined.is_public, declined.reason) == (False, "unclear")


@pytest.mark.parametrize(
    ("action", "state"),
    [("take_up", IdeaState.TAKEN_UP), ("refuse", IdeaState.NOT_TAKEN_UP), ("exists", IdeaState.EXISTS)],
)
def test_it_is_answered_once_and_takes_no_support_then(action: str, state: IdeaState) -> None:
    answered = after("publish", action)
    assert (answered.state, answered.is_public, answered.takes_support) == (state, True, False)
    for again in GIVEN.keys() - {"decline"}:
        assert code(taken(answered, again)) == ("wrong_state", "action")


@pytest.mark.parametrize("before", [("publish",), ("publish", "take_up"), ("publish", "refuse"), ("publish", "exists")])
def test_what_should_never_have_been_public_is_hidden_at_any_time_and_only_once(before: tuple[str, ...]) -> None:
    hidden = after(*before, "decline")
    assert (hidden.state, hidden.is_public, hidden.takes_support) == (IdeaState.DECLINED, False, False)
    assert code(taken(hidden, "decline")) == ("wrong_state", "action")


@pytest.mark.parametrize(
    ("by", "before", "offered"),
    [
        (BUREAU, (), ("publish", "decline")),
        (HEAD, (), ()),
        (BUREAU, ("publish",), ("decline", "take_up", "refuse", "exists")),
        (HEAD, ("publish",), ("take_up", "refuse", "exists")),
        (STRANGER, ("publish",), ()),
        (OFFICER, ("publish",), ()),
        (LEADER, ("publish",), ()),
        (AUDITOR, ("publish",), ()),
    ],
)
def test_who_may_do_what(by: Principal, before: tuple[str, ...], offered: tuple[str, ...]) -> None:
    found = after(*before)
    assert possible_steps(found, by, CITY) == offered
    for action in GIVEN:
        outcome = taken(found, action, by)
        assert isinstance(outcome, Idea) == (action in offered), action


def test_an_idea_without_a_unit_is_answered_by_the_bureau_alone() -> None:
    found = after("publish", unit=None)
    assert possible_steps(found, HEAD, CITY) == ()
    assert len(possible_steps(found, BUREAU, CITY)) == 4


@pytest.mark.parametrize(
    ("action", "more", "expected"),
    [
        ("decline", {"reason": None}, ("reason_missing", "reason")),
        ("decline", {"reason": "bored"}, ("reason_unknown", "reason")),
        ("take_up", {"improvement": None}, ("improvement_missing", "improvement")),
        ("exists", {"text": " "}, ("said_missing", "text")),
        ("refuse", {"text": "Hubungi 0812 3456 7890"}, ("contact_data", "text")),
    ],
)
def test_what_a_step_needs_is_named(action: str, more: dict[str, Any], expected: tuple[str, str]) -> None:
    before = idea() if action == "decline" else after("publish")
    assert code(taken(before, action, **more)) == expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("", "x", ("words_unfit", "title")),
        ("x" * (MAX_TITLE + 1), "x", ("words_unfit", "title")),
        ("x", "\x07", ("words_unfit", "text")),
        ("x", "y" * 2_001, ("words_unfit", "text")),
        ("Tulis ke ani@example.org", "x", ("contact_data", "title")),
    ],
)
def test_words_that_cannot_be_public_are_refused(title: str, text: str, expected: tuple[str, str]) -> None:
    assert code(propose("idea-1", IdeaWords(title, text), NOW)) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ani.s@example.co.id", Contact.MAIL),
        ("lihat https://example.org", Contact.LINK),
        ("www.example.org", Contact.LINK),
        ("wa.me/62812", Contact.LINK),
        ("hubungi 0812-3456-7890", Contact.PHONE),
        ("+62 (812) 3456 789", Contact.PHONE),
        ("0\uff18\uff11\uff12 3456 789", Contact.PHONE),
        ("NIK 3578012345678901", Contact.NUMBER),
        ("akun @lampu_kota", Contact.HANDLE),
        ("biayanya Rp 250.000.000 pada 2026", None),
        ("RT 03 RW 05, 10 titik lampu", None),
        ("jam 08.00-16.00 @ taman", None),
        ("", None),
    ],
)
def test_contact_data_is_found_and_money_is_none(text: str, found: Contact | None) -> None:
    assert contact_in(text) is found
