"""Ideas: anybody proposes and supports them, the bureau looks first, and what is not public is deleted in time."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.mongo import Driver
from services.improvements.application.dependencies import Dependencies
from tests.component.complaints.pages.reading import Browser
from tests.component.improvements.conftest import Clock, bearer
from tests.component.improvements.forum.conftest import Open, errors
from tests.component.improvements.pages.known import proposed as proposed_action
from tests.component.improvements.pages.served import Served

AT = "/v1/ideas"
IDEA = {"title": "Lampu di taman", "text": "Supaya <terang>.", "category": "lampu-jalan", "area": "99.71.02"}


async def proposed(browser: Browser, **more: Any) -> dict[str, Any]:
    answer = await browser.client.post(AT, json=IDEA | more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def take(browser: Browser, idea: str, action: str, person: str = "analyst", **more: Any) -> Any:
    body = {"action": action, **more}
    return await browser.client.post(f"{AT}/{idea}/steps", json=body, headers=bearer(person))


async def published(browser: Browser, **more: Any) -> str:
    idea = str((await proposed(browser, **more))["id"])
    assert (await take(browser, idea, "publish", unit="dinas-pu")).status_code == 200
    return idea


async def support(browser: Browser, idea: str) -> Any:
    return await browser.client.post(f"{AT}/{idea}/supports", json={})


async def test_only_its_author_and_the_bureau_see_what_waits(browsers: Open) -> None:
    one, other = browsers(), browsers()
    idea = await proposed(one)
    path = f"{AT}/{idea['id']}"
    assert (await other.client.get(path)).status_code == 404
    assert (await other.client.get(path, params={"code": "x" * 24})).status_code == 404
    assert (await other.client.get(path, headers=bearer("head"))).status_code == 404
    assert (await other.client.get(path, params={"code": idea["code"]})).json()["state"] == "waiting"
    assert (await other.client.get(path, headers=bearer("analyst"))).status_code == 200
    assert (await other.client.get(AT)).json()["ideas"] == []
    waiting = await other.client.get(f"{AT}/waiting", headers=bearer("analyst"))
    assert [each["id"] for each in waiting.json()["ideas"]] == [idea["id"]]
    assert (await other.client.get(f"{AT}/waiting", headers=bearer("head"))).status_code == 403
    assert (await support(other, idea["id"])).status_code == 404
    assert (await take(other, idea["id"], "publish", "head")).status_code == 404, "nobody learns that there is one"


async def test_a_declined_one_says_why_to_its_author_alone(browsers: Open) -> None:
    one = browsers()
    idea = await proposed(one)
    assert (await take(one, idea["id"], "decline", reason="unclear")).status_code == 200
    found = (await one.client.get(f"{AT}/{idea['id']}", params={"code": idea["code"]})).json()
    assert (found["state"], found["reason"]) == ("declined", "unclear")
    assert (await one.client.get(f"{AT}/{idea['id']}")).status_code == 404


async def test_support_of_one_browser_at_once_counts_once_and_of_many_each(browsers: Open) -> None:
    one = browsers()
    idea, other = await published(one), await published(one, title="Lain")
    await support(one, other)
    await asyncio.gather(*(support(one, idea) for _ in range(20)))
    assert (await one.client.get(f"{AT}/{idea}")).json()["supports"] == 1
    await asyncio.gather(*(support(browsers(), idea) for _ in range(10)))
    assert (await one.client.get(f"{AT}/{idea}")).json()["supports"] == 11
    by_support = (await one.client.get(AT, params={"sort": "support"})).json()["ideas"]
    assert [(each["id"], each["supports"]) for each in by_support] == [(idea, 11), (other, 1)]


async def test_the_newest_come_first_and_the_list_has_pages(browsers: Open, clock: Clock, deps: Dependencies) -> None:
    one, ids = browsers(), []
    for number in range(52):
        clock.pass_by(minutes=5)
        ids.append(await published(one, title=f"Nomor {number}"))
    first = (await one.client.get(AT)).json()
    second = (await one.client.get(AT, params={"before": first["next"]})).json()
    assert [each["id"] for page in (first, second) for each in page["ideas"]] == ids[::-1]
    assert second["next"] is None


async def test_it_is_answered_by_the_head_of_its_unit_with_the_action(browsers: Open, deps: Dependencies) -> None:
    one = browsers()
    idea, improvement = await published(one), await proposed_action(deps)
    assert (await take(one, idea, "take_up", "other-head", improvement=improvement)).status_code == 403
    wrong = await take(one, idea, "take_up", "head", improvement="imp-none")
    assert (wrong.status_code, list(errors(wrong))) == (422, ["improvement"])
    found = (await take(one, idea, "take_up", "head", improvement=improvement, text="Mulai Mei.")).json()
    assert (found["state"], found["improvement"], found["said"]) == ("taken_up", improvement, "Mulai Mei.")
    assert (await support(one, idea)).status_code == 409
    assert (await take(one, idea, "exists", "head", text="Ada.")).status_code == 409


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": "telepon 0812 3456 7890"}, "text"),
        ({"category": "none"}, "category"),
        ({"area": "98.01"}, "area"),
        ({"name": "Ani"}, "name"),
    ],
)
async def test_what_is_wrong_is_named(browsers: Open, more: dict[str, str], field: str) -> None:
    answer = await browsers().client.post(AT, json=IDEA | more)
    assert (answer.status_code, list(errors(answer))) == (422, [field])


async def test_one_address_proposes_so_much_within_an_hour(browsers: Open, few: Served) -> None:
    one = browsers(few)
    assert [(await one.client.post(AT, json=IDEA)).status_code for _ in range(3)] == [201, 201, 429]


async def test_what_is_not_public_is_kept_for_as_long_as_the_city_says(
    browsers: Open, driver: Driver, clock: Clock
) -> None:
    one = browsers()
    kept = driver.collection("ideas")

    async def until(idea: str) -> datetime | None:
        found = await kept.find_one({"_id": idea})
        assert found is not None
        moment: datetime | None = found.get("delete_at")
        return moment

    waiting, declined, public = [str((await proposed(one))["id"]) for _ in range(3)]
    clock.pass_by(days=1)
    await take(one, declined, "decline", reason="unclear")
    await take(one, public, "publish")
    days = timedelta(days=90)
    assert await until(waiting) == clock.now - timedelta(days=1) + days
    assert await until(declined) == clock.now + days
    assert await until(public) is None
