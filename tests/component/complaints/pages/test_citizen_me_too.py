"""Whoever is about to repeat an open complaint joins it with one press, and learns no id of it."""

from typing import Any

from tests.component.complaints.following import follow
from tests.component.complaints.intake_api import DEMO, PU, IntakeClient
from tests.component.complaints.pages.filing import PLACE, TEXT, Clock, code_in, filed, to_review
from tests.component.complaints.pages.reading import Browser, form_with, said

NEAR = {**PLACE, "latitude": "-7.2504"}


async def _open_one(pages: IntakeClient, browser: Browser, clock: Clock, **typed: str) -> str:
    """A complaint that somebody else has filed, with its unit: its id."""
    done = await filed(browser, clock, **PLACE, **typed)
    record = await pages.deps.store.by_tracking(pages.deps.codes.digest(code_in(done)) or "")
    assert record is not None
    await pages.assign(record.complaint.id, "dinas-pu")
    return record.complaint.id


async def test_a_similar_one_is_shown_in_words_without_its_id(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    first = await _open_one(pages, browser, clock)
    review = await to_review(browser, **NEAR)
    shown = said(review)
    assert "Blocked drain, reported on" in shown and "About 40 m" in shown and "almost the same words" in shown
    assert first not in review.text and pages.deps.codes.code(first) not in review.text


async def test_joining_files_a_follower_with_a_code_of_their_own(
    pages: IntakeClient, browser: Browser, clock: Clock
) -> None:
    first = await _open_one(pages, browser, clock)
    review = await to_review(browser, **NEAR)
    clock.wait(seconds=30)
    done = await browser.press(review, "join")
    again = await browser.press(review, "join")
    assert code_in(done) == code_in(again) != pages.deps.codes.code(first)
    assert "You follow this complaint now" in said(done)
    kept = {each["_id"]: each for each in await pages.kept()}
    assert len(kept) == 2
    [follower] = [each for each in kept.values() if each["_id"] != first]
    assert (follower["state"], follower["duplicate_of"], follower["is_follower"]) == ("duplicate", first, True)

    page = await browser.get(f"/follow/{code_in(done)}")
    assert "handled together with another complaint" in said(page)
    assert pages.city.unit_name("dinas-pu", "en") in said(page)
    assert first not in page.text
    actions = [name for name in ("reply", "withdraw", "reopen", "photos") if f"/{name}" in page.text]
    assert actions == [], "a follower decides nothing for others"
    await pages.act(first, "resolve", PU, message="Sudah dibersihkan.")
    await follow(pages)
    page = await browser.get(f"/follow/{code_in(done)}")
    assert "Sudah dibersihkan." in said(page) and form_with(page, "rate").fields is not None


async def test_what_is_over_by_then_cannot_be_joined(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    first = await _open_one(pages, browser, clock)
    review = await to_review(browser, **NEAR)
    clock.wait(seconds=30)
    await pages.act(first, "resolve", PU, message="Selesai.")
    answer = await browser.press(review, "join")
    assert answer.status_code == 409 and "not open any more" in said(answer) and TEXT in said(answer)
    assert "Your complaint is filed" in said(await browser.press(answer, "send"))


async def test_what_came_in_by_another_channel_is_shown_and_not_joined(pages: IntakeClient, browser: Browser) -> None:
    point = {"latitude": -7.25, "longitude": 112.75}
    body: dict[str, Any] = {"text": TEXT, "category": "saluran-mampet", "area": PLACE["area"], "point": point}
    theirs = (await pages.client.post("/v1/complaints", json=body, headers=DEMO)).json()
    await pages.assign(theirs["id"], "dinas-pu")
    review = await to_review(browser, **NEAR)
    assert "Blocked drain, reported on" in said(review) and "the office joins the two" in said(review)
    assert 'name="join"' not in review.text and theirs["id"] not in review.text


async def test_a_made_up_value_joins_nothing(pages: IntakeClient, browser: Browser, clock: Clock) -> None:
    first = await _open_one(pages, browser, clock)
    review = await to_review(browser, **NEAR)
    clock.wait(seconds=30)
    data = form_with(review, "join").fields
    for token in ("", "x", first):
        answer = await pages.client.post("/file", data={**data, "join": token})
        assert answer.status_code == 409
    assert len(await pages.kept()) == 1
