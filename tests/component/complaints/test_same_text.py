"""The same text by the same channel within minutes is one complaint, and whoever says it again follows that one."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from chassis.access import hash_of, of_file
from deploy.local.ports import HOST
from services.complaints.application.dependencies import system_clock
from services.complaints.city import City
from tests.component.complaints.batches import ndjson, send, served
from tests.component.complaints.callers import access
from tests.component.complaints.following import follow, shown, steps_of, tracked
from tests.component.complaints.intake_api import DEMO, LONG_TIMEOUT_S, OTHER, PU, IntakeClient, opened
from tests.component.complaints.reused import PreparedStack
from tests.component.recorder import Client, recorded, scans

WINDOW = timedelta(minutes=10)
CLIENTS = 20
TRIAL = {"X-API-Key": "key-of-trial"}
PLACE: dict[str, Any] = {
    "category": "saluran-mampet",
    "area": "99.71.01.1001",
    "point": {"latitude": -7.25, "longitude": 112.75},
}
SAID: dict[str, Any] = {"text": "Got depan pasar mampet", **PLACE}


class Clock:
    """The time of the API, which a test may let pass."""

    def __init__(self) -> None:
        self.passed = timedelta(0)

    def __call__(self) -> datetime:
        return system_clock() + self.passed


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def api(prepared_stack: PreparedStack, clock: Clock) -> AsyncIterator[IntakeClient]:
    """An API of a city in which the same text within ten minutes is one complaint; it may take its time."""
    importing = of_file("archive", (hash_of("key-of-archive"),), may_import=True)
    trial = of_file("trial", (hash_of("key-of-trial"),), sandbox=True)
    async with opened(
        prepared_stack,
        clock=clock,
        callers=access(importing, trial),
        change_city=_with_window,
    ) as client:
        yield client


def _with_window(city: City) -> City:
    return replace(city, same_within=WINDOW)


async def _say(api: IntakeClient, external_id: str | None = None, who: dict[str, str] = DEMO, **more: Any) -> Any:
    answer = await api.client.post("/v1/complaints", json={**SAID, "external_id": external_id, **more}, headers=who)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def _original_of(api: IntakeClient, filed: dict[str, Any], who: dict[str, str] = DEMO) -> str | None:
    original: str | None = (await shown(api, filed, who))["duplicate_of"]
    return original


async def test_who_says_the_same_again_follows_the_first_one(api: IntakeClient) -> None:
    first = await _say(api, "A-1")
    second = await _say(api, "A-2", text="  got DEPAN\n pasar  mampet ")
    assert (first["state"], second["state"]) == ("filed", "duplicate")
    assert second["tracking_code"] != first["tracking_code"]
    assert "similar" not in second
    assert (await shown(api, second, DEMO))["duplicate_of"] == first["id"]

    await api.assign(first["id"], "dinas-pu")
    assert (await shown(api, first))["duplicates"] == [second["id"]]
    await api.act(first["id"], "resolve", PU, message="Sudah.")
    await follow(api)
    assert await steps_of(api, second) == [("filed", "channel", None), ("closed", "system", "original_resolved")]
    rated = await api.client.post(f"{second['links']['track']}/actions/rate", json={"stars": 5})
    assert rated.status_code == 200, rated.text


async def test_without_any_key_it_is_a_follower_too(api: IntakeClient) -> None:
    first, second, third = await _say(api), await _say(api), await _say(api)
    assert [each["state"] for each in (first, second, third)] == ["filed", "duplicate", "duplicate"]
    assert await _original_of(api, third) == first["id"]


async def test_a_repetition_of_a_request_wins(api: IntakeClient) -> None:
    first, second = await _say(api, "A-1"), await _say(api, "A-2")
    for filed, external_id in ((first, "A-1"), (second, "A-2")):
        again = await api.client.post("/v1/complaints", json={**SAID, "external_id": external_id}, headers=DEMO)
        assert (again.json(), again.headers["Idempotency-Replayed"]) == (filed, "true")
    other = await api.client.post("/v1/complaints", json={**SAID, "text": "lain", "external_id": "A-2"}, headers=DEMO)
    assert (other.status_code, len(await api.kept())) == (422, 2)


async def test_a_repetition_is_known_when_the_window_is_over(api: IntakeClient, clock: Clock) -> None:
    first, second = await _say(api, "A-1"), await _say(api, "A-2")
    clock.passed = WINDOW
    assert (await _say(api, "A-3"))["state"] == "filed"
    assert [await _say(api, "A-1"), await _say(api, "A-2")] == [first, second]


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Got belakang pasar mampet"},
        {"category": "jalan-rusak"},
        {"area": "99.71.01.1002"},
        {"area": None},
        {"point": {"latitude": -7.25, "longitude": 112.7501}},
        {"point": None},
        {"who": OTHER},
        {"who": TRIAL},
    ],
    ids=str,
)
async def test_what_differs_is_a_complaint_of_its_own(api: IntakeClient, other: dict[str, Any]) -> None:
    await _say(api, "A-1")
    assert (await _say(api, "A-2", **other))["state"] == "filed"


async def test_after_the_window_it_is_a_complaint_that_others_follow(api: IntakeClient, clock: Clock) -> None:
    first = await _say(api, "A-1")
    clock.passed = WINDOW
    second, third = await _say(api, "A-2"), await _say(api, "A-3")
    assert (second["state"], await _original_of(api, third)) == ("filed", second["id"])
    kept = {each["_id"]: each for each in await api.kept()}
    assert [("same" in kept[each["id"]]) for each in (first, second, third)] == [False, True, False]


async def test_nobody_follows_what_is_over(api: IntakeClient) -> None:
    first = await _say(api, "A-1")
    assert (await api.client.post(f"{first['links']['track']}/actions/withdraw", json={})).status_code == 200
    second, third = await _say(api, "A-2"), await _say(api, "A-3")
    assert (second["state"], await _original_of(api, third)) == ("filed", second["id"])


async def test_of_what_was_merged_the_original_is_followed_while_it_is_open(api: IntakeClient) -> None:
    original, first = await _say(api, "A-0", text="Banjir di pasar", category="banjir"), await _say(api, "A-1")
    for each in (original, first):
        await api.assign(each["id"], "dinas-pu")
    await api.act(first["id"], "merge", PU, into=original["id"], reason="duplicate_same_place")
    second = await _say(api, "A-2")
    assert (await shown(api, second, DEMO))["duplicate_of"] == original["id"]
    assert (await shown(api, second, DEMO))["category"] == "banjir"
    await api.act(original["id"], "resolve", PU, message="Sudah.")
    assert (await _say(api, "A-3"))["state"] == "filed"


async def test_who_follows_by_name_is_no_one_to_follow(api: IntakeClient) -> None:
    first = await _say(api, "A-1", text="Banjir di pasar")
    joined = await api.client.post(f"{first['links']['self']}/followers", json={"text": SAID["text"]}, headers=DEMO)
    assert joined.status_code == 201
    assert (await _say(api, "A-2"))["state"] == "filed"


async def test_what_was_filed_elsewhere_is_as_it_was_there(api: IntakeClient, clock: Clock) -> None:
    for number in range(2):
        body = {**SAID, "external_id": f"L-{number}", "filed_at": (clock() - timedelta(days=1)).isoformat()}
        answer = await api.client.post("/v1/complaints", json=body, headers={"X-API-Key": "key-of-archive"})
        assert (answer.status_code, answer.json()["state"]) == (201, "filed")


async def test_a_trial_is_followed_by_trials(api: IntakeClient) -> None:
    first, second = await _say(api, "T-1", TRIAL), await _say(api, "T-2", TRIAL)
    assert await _original_of(api, second, TRIAL) == first["id"]
    assert {each["routing_input"]["mode"] for each in await api.kept()} == {"sandbox"}
    assert (await tracked(api, second))["is_duplicate"]


async def test_a_line_of_a_batch_follows_another_one(api: IntakeClient) -> None:
    lines = ndjson([{**SAID, "external_id": f"B-{number}"} for number in range(2)])
    both = await send(api, lines)
    assert [each["status"] for each in both] == [201, 201]
    [follower] = [each for each in both if "state" in each]
    [first] = [each for each in both if "state" not in each]
    assert (follower["state"], follower["replayed"]) == ("duplicate", False)
    record = await api.deps.store.get(follower["id"])
    assert record is not None and record.complaint.duplicate_of == first["id"]
    assert await send(api, lines) == [each | {"replayed": True} for each in both]


async def test_an_open311_request_follows_another_one_and_says_so(api: IntakeClient) -> None:
    form = {"api_key": "key-of-demo", "service_code": "lampu-jalan", "address_string": "Pasar", "description": "Mati"}
    path = "/open311/v2/requests"
    ids = [(await api.client.post(f"{path}.json", data=form)).json()[0]["service_request_id"] for _ in range(2)]
    assert await _original_of(api, {"links": {"self": f"/v1/complaints/{ids[1]}"}}) == ids[0]
    [shown_now] = (await api.client.get(f"{path}/{ids[1]}.json", params={"api_key": "key-of-demo"})).json()
    assert shown_now["status"] == "closed"
    assert shown_now["status_notes"] == "Laporan diterima dan mengikuti laporan lain yang sudah ada."


async def test_where_a_city_does_not_say_so_nothing_is_looked_at(prepared_stack: PreparedStack) -> None:
    async with opened(prepared_stack) as api:
        assert [(await _say(api, f"A-{number}"))["state"] for number in range(2)] == ["filed", "filed"]
        assert not any("same" in each for each in await api.kept())


async def test_only_who_says_the_same_again_costs_a_look(api: IntakeClient) -> None:
    with recorded() as sent:
        await _say(api, "A-1", category=None)
    written = [(each.name, each.collection) for each in sent if each.collection != "samples"]
    assert written == [("insert", "complaints")], "one complaint in sixteen is in a sample as well"
    with recorded() as sent:
        await _say(api, "A-2", category=None)
    with Client(api.driver._url, tz_aware=True) as client:
        assert scans(client, sent) == []


@pytest.mark.slow
async def test_of_twenty_at_once_one_is_a_complaint_and_the_others_follow_it(api: IntakeClient) -> None:
    limits = httpx.Limits(max_connections=CLIENTS)
    async with (
        served(api.app) as port,
        httpx.AsyncClient(base_url=f"http://{HOST}:{port}", timeout=LONG_TIMEOUT_S, limits=limits) as client,
    ):
        for race in range(5):
            said = {**SAID, "text": f"Got nomor {race} mampet"}
            runs = [
                client.post("/v1/complaints", json={**said, "external_id": f"R-{race}-{number}"}, headers=DEMO)
                for number in range(CLIENTS)
            ]
            filed = [answer.json() for answer in await asyncio.gather(*runs)]
            assert Counter(each["state"] for each in filed) == {"filed": 1, "duplicate": CLIENTS - 1}
            assert len({each["tracking_code"] for each in filed}) == CLIENTS
            [first] = [each["id"] for each in filed if each["state"] == "filed"]
            kept = [each for each in await api.kept() if each["request"]["text"] == said["text"]]
            assert Counter(each.get("duplicate_of") for each in kept) == {None: 1, first: CLIENTS - 1}
