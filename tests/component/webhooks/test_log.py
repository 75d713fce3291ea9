"""The log of a webhook over a real store: read page by page, and sent again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from pymongo import MongoClient

from deploy.local.environment import Stack
from services.notify.application import webhooks
from services.notify.application.dependencies import Dependencies
from services.notify.domain.webhooks import Webhook
from tests.component.recorder import recorded, scans
from tests.component.webhooks.conftest import SP4N
from tests.component.webhooks.planned import Documents, conclude, plan_for

URL = "https://channel.example/tanggap"
AGES_AGO = datetime(2026, 1, 1, tzinfo=UTC)


async def hook(deps: Dependencies, channel: str = "sp4n", clock: datetime | None = None) -> Webhook:
    """A webhook that was made long ago."""
    return await webhooks.create(replace(deps, clock=lambda: clock or AGES_AGO), channel, URL)


async def pages(api: httpx.AsyncClient, webhook: Webhook, limit: int) -> list[list[str]]:
    """The ids of all deliveries, page by page."""
    found: list[list[str]] = []
    params: dict[str, Any] = {"limit": limit}
    while True:
        answer = await api.get(f"/v1/webhooks/{webhook.id}/deliveries", params=params, headers=SP4N)
        assert answer.status_code == 200, answer.text
        found.append([each["id"] for each in answer.json()["deliveries"]])
        if answer.json()["next"] is None:
            return found
        params["cursor"] = answer.json()["next"]


async def test_a_test_goes_the_ordinary_way(api: httpx.AsyncClient, deps: Dependencies, documents: Documents) -> None:
    webhook = await hook(deps)
    accepted = await api.post(f"/v1/webhooks/{webhook.id}/test", headers=SP4N)
    assert accepted.status_code == 202
    document = documents.find_one({"_id": accepted.json()["delivery_id"]})
    assert document is not None
    assert (document["transport"], document["endpoint"], document["state"]) == ("webhook", webhook.id, "pending")
    assert document["next_attempt_at"] == document["planned_at"]
    path = f"/v1/webhooks/{webhook.id}/deliveries/{document['_id']}"
    shown = (await api.get(path, headers=SP4N)).json()
    assert (shown["event"], shown["complaint_id"], shown["attempts"]) == ("webhook.test", None, [])
    assert shown["request"]["type"] == "webhook.test"


async def test_a_delivery_shows_its_request_and_every_answer(
    api: httpx.AsyncClient, deps: Dependencies, documents: Documents
) -> None:
    webhook = await hook(deps)
    (delivery,) = await plan_for(deps.log, webhook, 1)
    conclude(documents, [delivery], "delivered")
    shown = (await api.get(f"/v1/webhooks/{webhook.id}/deliveries/{delivery.id}", headers=SP4N)).json()
    assert (shown["state"], shown["seq"], shown["message_id"]) == ("delivered", 1, delivery.id)
    (attempt,) = shown["attempts"]
    assert (attempt["code"], attempt["reply"], attempt["latency_ms"]) == (204, "ok", 12)
    assert shown["request"]["data"]["unit"] == "roads"
    other = await hook(deps)
    assert (await api.get(f"/v1/webhooks/{other.id}/deliveries/{delivery.id}", headers=SP4N)).status_code == 404


async def test_the_log_is_read_page_by_page_the_latest_first(
    api: httpx.AsyncClient, deps: Dependencies, own_stack: Stack
) -> None:
    webhook, other = await hook(deps), await hook(deps)
    old = await plan_for(deps.log, webhook, 5, AGES_AGO + timedelta(days=40))
    await plan_for(deps.log, other, 3)
    with recorded() as sent:
        assert await pages(api, webhook, 2) == [
            [old[4].id, old[3].id], [old[2].id, old[1].id], [old[0].id],
        ]  # fmt: skip
    with MongoClient[dict[str, Any]](own_stack.mongo_url) as client:
        assert scans(client, sent) == []


async def test_a_page_may_end_among_deliveries_of_the_same_moment(
    api: httpx.AsyncClient, deps: Dependencies, documents: Documents
) -> None:
    webhook = await hook(deps)
    planned = await plan_for(deps.log, webhook, 7)
    documents.update_many({}, {"$set": {"planned_at": planned[0].planned_at}})
    read = await pages(api, webhook, 3)
    assert [len(page) for page in read] == [3, 3, 1]
    assert [id for page in read for id in page] == sorted((each.id for each in planned), reverse=True)


async def test_a_wrong_cursor_is_refused(api: httpx.AsyncClient, deps: Dependencies) -> None:
    webhook = await hook(deps)
    for cursor in ("x", "2026-01-01T00:00:00~d", "2026-01-01T00:00:00Z~"):
        answer = await api.get(f"/v1/webhooks/{webhook.id}/deliveries", params={"cursor": cursor}, headers=SP4N)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "cursor"


async def test_a_delivery_sent_again_keeps_its_message_and_leaves_its_lane(
    api: httpx.AsyncClient, deps: Dependencies, documents: Documents
) -> None:
    webhook = await hook(deps)
    (delivery,) = await plan_for(deps.log, webhook, 1)
    path = f"/v1/webhooks/{webhook.id}/deliveries"
    assert (await api.post(f"{path}/{delivery.id}/redeliver", headers=SP4N)).status_code == 409

    conclude(documents, [delivery], "failed", 500)
    once = (await api.post(f"{path}/{delivery.id}/redeliver", headers=SP4N)).json()["delivery_id"]
    twice = (await api.post(f"{path}/{delivery.id}/redeliver", headers=SP4N)).json()["delivery_id"]
    documents.update_one({"_id": twice}, {"$set": {"state": "delivered"}})
    thrice = (await api.post(f"{path}/{twice}/redeliver", headers=SP4N)).json()["delivery_id"]

    assert len({delivery.id, once, twice, thrice}) == 4
    for id in (once, twice, thrice):
        again = await deps.log.get(webhook, id)
        assert again is not None
        assert again.message_id == delivery.id
        assert (again.delivery.lane, again.delivery.seq) == (None, delivery.seq)
        assert again.delivery.variables["event"] == delivery.variables["event"]


async def test_a_range_is_sent_again_in_calls_of_a_bounded_size(
    api: httpx.AsyncClient, deps: Dependencies, documents: Documents
) -> None:
    webhook = await hook(deps)
    planned = await plan_for(deps.log, webhook, 250)
    conclude(documents, planned[:240], "delivered")
    conclude(documents, planned[235:240], "failed", 500)
    path = f"/v1/webhooks/{webhook.id}/redeliver"
    params = {"from": planned[10].planned_at.isoformat(), "to": datetime.now(UTC).isoformat()}

    counts, following = [], None
    while True:
        answer = await api.post(path, params=params | ({"after": following} if following else {}), headers=SP4N)
        assert answer.status_code == 202, answer.text
        counts.append(answer.json()["redelivered"])
        following = answer.json()["next"]
        if following is None:
            break

    assert counts[:2] == [100, 100]
    assert sum(counts) == 230
    again = list(documents.find({"lane": None}))
    assert {each["variables"]["webhook_message_id"] for each in again} == {each.id for each in planned[10:240]}
    begin = planned[200].planned_at.isoformat()
    failed = await api.post(path, params=params | {"from": begin, "failed_only": "true"}, headers=SP4N)
    assert failed.json()["redelivered"] == 5
