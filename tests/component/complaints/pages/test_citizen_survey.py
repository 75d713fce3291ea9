"""The satisfaction survey on the page of a complaint that is over: without scripts, once, in both languages."""

import re
from typing import Any

import pytest

from contracts.codec import decode
from contracts.events import ComplaintSurveyed
from contracts.values import SURVEY_ELEMENTS
from services.complaints.texts.pages import of as words_of
from tests.component.complaints.intake_api import PU, IntakeClient
from tests.component.complaints.pages.filing import Clock, code_in, filed
from tests.component.complaints.pages.reading import Browser, form_with, forms, said

CHOSEN: dict[str, Any] = {f"score_{name}": str(number % 4 + 1) for number, name in enumerate(SURVEY_ELEMENTS)}
SENTENCE = "Petugasnya ramah, terima kasih"


async def _resolved(pages: IntakeClient, browser: Browser, clock: Clock) -> tuple[str, str]:
    """A complaint that a unit has resolved: its code and its id."""
    code = code_in(await filed(browser, clock))
    record = await pages.deps.store.by_tracking(pages.deps.codes.digest(code) or "")
    assert record is not None
    await pages.assign(record.complaint.id, "dinas-pu")
    answer = await pages.act(record.complaint.id, "resolve", PU, message="Sudah.")
    assert answer.status_code == 200, answer.text
    return code, record.complaint.id


async def _closed(pages: IntakeClient, browser: Browser, clock: Clock) -> tuple[str, str]:
    code, complaint_id = await _resolved(pages, browser, clock)
    await browser.press(await browser.get(f"/follow/{code}"), "confirm")
    return code, complaint_id


async def _events(pages: IntakeClient, complaint_id: str) -> list[ComplaintSurveyed]:
    record = await pages.deps.store.get(complaint_id)
    assert record is not None
    return [each for each in map(decode, record.events) if isinstance(each, ComplaintSurveyed)]


def _asks(page: Any) -> bool:
    return any(each.action.endswith("/actions/survey") for each in forms(page))


async def test_after_closing_nine_questions_are_asked_and_an_answer_is_thanked_for(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    code, complaint_id = await _resolved(pages, browser, clock)
    page = await browser.get(f"/follow/{code}")
    assert not _asks(page), "first they say whether it is dealt with"
    page = await browser.press(page, "confirm")
    assert _asks(page) and "How were you served?" in said(page)
    page = await browser.press(page, "survey", **CHOSEN, survey=SENTENCE)
    assert "Thank you for your answers." in said(page) and not _asks(page)
    (event,) = await _events(pages, complaint_id)
    assert event.scores.in_order == tuple(map(int, CHOSEN.values()))
    assert event.answered_via == "page"
    assert SENTENCE not in page.text
    detail = (await pages.client.get(f"/v1/complaints/{complaint_id}", headers=PU)).json()
    assert detail["remarks"][-1]["text"] == SENTENCE


@pytest.mark.parametrize("language", ["en", "id"])
async def test_every_question_has_its_four_answers_in_words(
    pages: IntakeClient, browser: Browser, clock: Clock, language: str
) -> None:
    code, _ = await _closed(pages, browser, clock)
    page = await Browser(pages.client, {"Accept-Language": language}).get(f"/follow/{code}")
    words = words_of(language, "survey")
    for number, name in enumerate(SURVEY_ELEMENTS, start=1):
        question = words.questions[name]
        assert f"{number}. {question.text} 1" in said(page)
        for score, text in enumerate(question.answers, start=1):
            assert re.search(f'name="score_{name}" value="{score}" required> <span>{score} . {text}</span>', page.text)
        assert page.text.count(f'name="score_{name}"') == 4


async def test_what_is_not_chosen_is_named_and_the_rest_is_kept(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    code, complaint_id = await _closed(pages, browser, clock)
    given = {name: score for name, score in CHOSEN.items() if name not in ("score_time", "score_cost")}
    page = await browser.press(await browser.get(f"/follow/{code}"), "survey", **given, score_cost="5", survey=SENTENCE)
    assert page.status_code == 422
    for name in ("time", "cost"):
        question = words_of("en", "survey").questions[name].text
        assert f"Please choose an answer: {question}" in said(page)
        assert f'href="#score_{name}"' in page.text
    assert form_with(page, "survey").fields.items() >= {**given, "survey": SENTENCE}.items()
    assert await _events(pages, complaint_id) == []


async def test_a_form_that_is_sent_twice_counts_once_and_another_one_is_refused(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    code, complaint_id = await _closed(pages, browser, clock)
    page, other = [await browser.get(f"/follow/{code}") for _ in range(2)]
    for _ in range(2):
        assert "Thank you for your answers." in said(await browser.press(page, "survey", **CHOSEN))
    refused = await browser.press(other, "survey", **CHOSEN)
    assert refused.status_code == 409 and "The survey was answered on" in said(refused)
    assert len(await _events(pages, complaint_id)) == 1


async def test_who_was_not_accepted_is_asked_as_well(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    code = code_in(await filed(browser, clock))
    record = await pages.deps.store.by_tracking(pages.deps.codes.digest(code) or "")
    assert record is not None
    await pages.assign(record.complaint.id, "dinas-pu")
    await pages.act(record.complaint.id, "reject", PU, reason="outside_city", message="Di luar kota.")
    assert _asks(await browser.get(f"/follow/{code}"))


async def test_an_officer_enters_at_the_counter_what_somebody_has_answered(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    code, complaint_id = await _closed(pages, browser, clock)
    pages.client.cookies.update(await pages.sign_in(PU))
    assert 'href="/follow"' in (await browser.get("/counter")).text
    page = await browser.get(f"/follow/{code}")
    await browser.press(page, "survey", **CHOSEN)
    (event,) = await _events(pages, complaint_id)
    assert (event.answered_via, event.actor.id) == ("counter", None)
