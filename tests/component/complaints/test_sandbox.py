"""Complaints of a sandbox channel: its channel and its complainant see everything, the city sees nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from chassis.access import Channels, hash_of, of_file
from contracts.codec import decode
from contracts.events import ComplaintFiled
from contracts.values import Mode
from services.complaints.projection.counter import UnitCounter
from services.complaints.store.requeue import requeue
from tests.component.complaints.callers import access
from tests.component.complaints.intake_api import AUDITOR, DEMO, HEAD, LEADER, PU, IntakeClient, opened
from tests.component.complaints.reused import PreparedStack

TRIAL = {"X-API-Key": "key-of-trial"}
CHANNELS = (of_file("demo", (hash_of("key-of-demo"),)), of_file("trial", (hash_of("key-of-trial"),), sandbox=True))
STAFF = (PU, HEAD, LEADER, AUDITOR)


@pytest.fixture
async def api(prepared_stack: PreparedStack) -> AsyncIterator[IntakeClient]:
    callers = replace(access(), channels=Channels(CHANNELS))
    async with opened(prepared_stack, callers=callers) as client:
        yield client


async def filed(api: IntakeClient, who: dict[str, str] = TRIAL) -> dict[str, Any]:
    answer = await api.client.post("/v1/complaints", json={"text": "jalan berlubang sandbox"}, headers=who)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_it_is_published_as_one_and_its_channel_and_complainant_see_it(api: IntakeClient) -> None:
    complaint = await filed(api)
    await api.assign(complaint["id"], "dinas-pu")
    (kept,) = await api.kept()
    event = decode(bytes(kept["events"][0]["body"]))
    assert isinstance(event, ComplaintFiled) and event.routing_input.mode is Mode.SANDBOX

    seen = await api.client.get(f"/v1/complaints/{complaint['id']}", headers=TRIAL)
    assert (seen.status_code, seen.json()["state"], seen.json()["unit"]["id"]) == (200, "assigned", "dinas-pu")
    tracked = await api.client.get(complaint["links"]["track"])
    assert (tracked.status_code, tracked.json()["state"]) == (200, "assigned")
    assert (await api.client.get(f"/v1/complaints/{complaint['id']}", headers=DEMO)).status_code == 404


async def test_nobody_of_the_city_sees_it_or_acts_on_it(api: IntakeClient) -> None:
    complaint, ordinary = await filed(api), await filed(api, DEMO)
    for each in (complaint, ordinary):
        await api.assign(each["id"], "dinas-pu")
    path = f"/v1/complaints/{complaint['id']}"
    for who in STAFF:
        assert (await api.client.get(path, headers=who)).status_code == 404
        acted = await api.client.post(f"{path}/actions/note", json={"note": "x"}, headers={**who, "If-Match": '"v2"'})
        assert acted.status_code == 404
    for query in ("", "?q=sandbox"):
        listed = (await api.client.get(f"/v1/complaints{query}", headers=PU)).json()
        assert [each["id"] for each in listed["complaints"]] == [ordinary["id"]]


async def test_no_queue_no_count_and_no_word_has_it(api: IntakeClient) -> None:
    complaint, ordinary = await filed(api), await filed(api, DEMO)
    for each in (complaint, ordinary):
        await api.assign(each["id"], "dinas-pu")
    await requeue(api.driver, api.city)
    by_id = {each["_id"]: each for each in await api.kept()}
    assert not {"groups", "queues", "place"} & set(by_id[complaint["id"]])
    assert {"groups", "queues", "place"} < set(by_id[ordinary["id"]])
    words = await api.driver.collection("complaint_words").find({}, {"_id": 1}, 10)
    assert [each["_id"] for each in words] == [ordinary["id"]]

    await UnitCounter(api.projection, ["dinas-pu"]).count_now()
    counts = await api.deps.store.counts(["dinas-pu"])
    assert counts["dinas-pu"].states == {"assigned": 1}


async def test_its_complainant_acts_on_it_and_it_stays_a_trial(api: IntakeClient) -> None:
    complaint = await filed(api)
    await api.assign(complaint["id"], "dinas-pu")
    track = complaint["links"]["track"]
    withdrawn = await api.client.post(f"{track}/actions/withdraw", json={"reason": "no_longer_needed"})
    assert withdrawn.status_code == 200, withdrawn.text
    (kept,) = await api.kept()
    assert (kept["state"], kept["routing_input"]["mode"]) == ("withdrawn", "sandbox")
