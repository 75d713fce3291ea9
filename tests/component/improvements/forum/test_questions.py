"""Questions to the public: everybody answers once for each browser, and the numbers are right whatever happens."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.improvements.application.dependencies import Dependencies
from tests.component.complaints.pages.reading import Browser
from tests.component.improvements.conftest import Clock, bearer
from tests.component.improvements.forum.conftest import QUESTION, Open, ask, errors
from tests.component.improvements.pages.served import Served

AT = "/v1/questions"


async def answered(browser: Browser, question: str, place: Any) -> Any:
    return await browser.client.post(f"{AT}/{question}/answers", json={"answer": place})


async def test_everybody_reads_what_is_asked(browsers: Open) -> None:
    anybody = browsers()
    question = await ask(anybody, subject={"unit": "dinas-pu", "area": "99.71.02"})
    found = (await anybody.client.get(f"{AT}/{question}")).json()
    assert (found["status"], found["text"]["id"], found["subject"]["area"]) == ("open", "Perlu <lampu>?", "99.71.02")
    assert (found["own"], found["counts"], found["total"]) == (None, None, None)
    listed = (await anybody.client.get(AT)).json()
    assert ([each["id"] for each in listed["questions"]], listed["next"]) == ([question], None)


async def test_the_numbers_are_seen_after_answering_and_by_everybody_once_it_is_closed(
    browsers: Open, clock: Clock
) -> None:
    one, two, other = browsers(), browsers(), browsers()
    question = await ask(one)
    assert (await answered(one, question, 0)).json()["counts"] == [1, 0, 0]
    assert (await answered(two, question, 2)).json()["counts"] == [1, 0, 1]
    assert (await one.client.get(f"{AT}/{question}")).json()["own"] == 0
    assert (await other.client.get(f"{AT}/{question}")).json()["counts"] is None
    as_head = await other.client.get(f"{AT}/{question}", headers=bearer("head"))
    assert as_head.json()["counts"] == [1, 0, 1]
    as_stranger = await other.client.get(f"{AT}/{question}", headers=bearer("other-head"))
    assert as_stranger.json()["counts"] is None
    clock.pass_by(days=14)
    assert (await other.client.get(f"{AT}/{question}")).json()["counts"] == [1, 0, 1]
    assert (await answered(other, question, 0)).status_code == 409


async def test_an_answer_can_be_changed_and_counts_once(browsers: Open) -> None:
    one = browsers()
    question = await ask(one)
    for place in (0, 1, 1):
        last = await answered(one, question, place)
    assert (last.json()["counts"], last.json()["own"]) == ([0, 1, 0], 1)


async def test_twenty_answers_of_one_browser_at_once_are_one(browsers: Open, deps: Dependencies) -> None:
    one = browsers()
    question, other = await ask(one), await ask(one, text={"id": "Lain?", "en": "Other?"})
    await answered(one, other, 0)
    await asyncio.gather(*(answered(one, question, number % 3) for number in range(20)))
    found = (await one.client.get(f"{AT}/{question}")).json()
    assert found["total"] == 1 and found["counts"][found["own"]] == 1


async def test_answers_of_twenty_browsers_at_once_are_all_counted(browsers: Open) -> None:
    question = await ask(browsers())
    many = [browsers() for _ in range(20)]
    await asyncio.gather(*(answered(each, question, number % 2) for number, each in enumerate(many)))
    assert (await many[0].client.get(f"{AT}/{question}")).json()["counts"] == [10, 10, 0]


async def test_it_is_ended_early_with_a_reason_once(browsers: Open) -> None:
    one = browsers()
    question = await ask(one)
    path = f"{AT}/{question}/end"
    for person, status in ((None, 401), ("officer", 403), ("other-head", 403), ("head", 200), ("analyst", 200)):
        headers = bearer(person) if person else {}
        ended = await one.client.post(path, json={"reason": "mistake"}, headers=headers)
        assert ended.status_code == status, person
    assert (ended.json()["status"], ended.json()["ended"]) == ("closed", "mistake")
    again = await one.client.post(path, json={"reason": "decided"}, headers=bearer("head"))
    assert (again.status_code, (await answered(one, question, 0)).status_code) == (409, 409)
    missing = await one.client.post(f"{AT}/none/end", json={"reason": "mistake"}, headers=bearer("head"))
    assert missing.status_code == 404


async def test_the_same_key_asks_once(browsers: Open) -> None:
    client = browsers().client
    headers = bearer("analyst") | {"Idempotency-Key": "k-1"}
    first, second = [await client.post(AT, json=QUESTION, headers=headers) for _ in range(2)]
    assert first.json()["id"] == second.json()["id"]
    other = await client.post(AT, json=QUESTION | {"answers": QUESTION["answers"][:2]}, headers=headers)
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("more", "status", "field"),
    [
        ({"asked_by": "nobody"}, 422, "asked_by"),
        ({"subject": {"improvement": "imp-none"}}, 422, "improvement"),
        ({"subject": {"area": "98.01.01"}}, 422, "area"),
        ({"answers": QUESTION["answers"][:1]}, 422, "answers"),
        ({"first": "2026-03-01"}, 422, "first"),
        ({"last": "yesterday"}, 422, "last"),
        ({"more": 1}, 422, "more"),
    ],
)
async def test_a_wrong_question_is_named(browsers: Open, more: dict[str, Any], status: int, field: str) -> None:
    answer = await browsers().client.post(AT, json=QUESTION | more, headers=bearer("analyst"))
    assert (answer.status_code, list(errors(answer))) == (status, [field])


@pytest.mark.parametrize(("person", "status"), [(None, 401), ("officer", 403), ("secretary", 403), ("head", 201)])
async def test_who_may_ask(browsers: Open, person: str | None, status: int) -> None:
    answer = await browsers().client.post(AT, json=QUESTION, headers=bearer(person) if person else {})
    assert answer.status_code == status


@pytest.mark.parametrize(("place", "field"), [(3, "answer"), (-1, "answer"), ("0", "answer"), (None, "answer")])
async def test_a_wrong_answer_is_named(browsers: Open, place: Any, field: str) -> None:
    one = browsers()
    answer = await answered(one, await ask(one), place)
    assert (answer.status_code, list(errors(answer))) == (422, [field])


async def test_one_address_sends_so_much_within_an_hour(browsers: Open, few: Served, clock: Clock) -> None:
    one, two, three = (browsers(few) for _ in range(3))
    question = await ask(one)
    assert [(await answered(each, question, 0)).status_code for each in (one, two, three)] == [200, 200, 429]
    refused = await answered(three, question, 0)
    assert refused.headers["Retry-After"] == "3600"
    clock.pass_by(hours=1)
    assert (await answered(three, question, 0)).json()["total"] == 3


async def test_neither_address_nor_browser_is_kept(browsers: Open, deps: Dependencies, driver: Any) -> None:
    one = browsers()
    question = await ask(one)
    await answered(one, question, 0)
    kept = [
        str(await driver.collection(name).find({}, {}, 10))
        for name in ("questions", "question_answers", "forum_attempts")
    ]
    cookie = next(iter(one.client.cookies.values()))
    assert "127.0.0.1" not in "".join(kept) and cookie.split(".")[0].strip('"') not in "".join(kept)


async def test_the_list_has_pages(browsers: Open, clock: Clock) -> None:
    one = browsers()
    ids = [await ask(one, text={"id": f"{number}?", "en": f"{number}?"}) for number in range(52)]
    first = (await one.client.get(AT)).json()
    second = (await one.client.get(AT, params={"before": first["next"]})).json()
    found = [each["id"] for page in (first, second) for each in page["questions"]]
    assert sorted(found) == sorted(ids) and second["next"] is None
    clock.now += timedelta(days=20)
    assert {each["status"] for each in (await one.client.get(AT)).json()["questions"]} == {"closed"}
