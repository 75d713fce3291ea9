"""The API of webhooks over a real store: a channel looks after its own, and nobody else's."""

import base64
from typing import Any

import httpx
import pytest

from chassis.mongo import Driver
from deploy.local.ports import HOST, free_ports
from services.notify.api.asgi import build_api
from services.notify.application.dependencies import Dependencies
from services.notify.store.webhook_log import DeliveryLog
from services.notify.store.webhooks import MAX_PER_CHANNEL, WebhookStore
from tests.component.webhooks.conftest import RADIO, SP4N, gate

URL = "https://channel.example/tanggap"


async def made(api: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await api.post("/v1/webhooks", json={"url": URL, **fields}, headers=SP4N)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_secret_is_shown_once(api: httpx.AsyncClient) -> None:
    new = await made(api, events=["complaint.closed", "complaint.assigned"], description="our helpdesk")
    prefix, _, secret = new["secret"].partition("_")
    assert prefix == "whsec"
    assert len(base64.b64decode(secret, validate=True)) >= 24
    assert new["id"].startswith("wh_")

    shown = (await api.get(f"/v1/webhooks/{new['id']}", headers=SP4N)).json()
    assert shown == {name: value for name, value in new.items() if name != "secret"}
    assert shown["events"] == ["complaint.assigned", "complaint.closed"]
    assert (shown["enabled"], shown["secrets"], shown["description"]) == (True, 1, "our helpdesk")
    assert (await api.get("/v1/webhooks", headers=SP4N)).json() == {"webhooks": [shown]}


async def test_a_channel_sees_only_its_own(api: httpx.AsyncClient) -> None:
    path = f"/v1/webhooks/{(await made(api))['id']}"
    assert (await api.get("/v1/webhooks", headers=RADIO)).json() == {"webhooks": []}
    calls = [
        api.get(path, headers=RADIO),
        api.patch(path, json={"description": "mine"}, headers=RADIO),
        api.delete(path, headers=RADIO),
        api.post(f"{path}/secret", headers=RADIO),
        api.delete(f"{path}/secret/old", headers=RADIO),
        api.post(f"{path}/test", headers=RADIO),
        api.get(f"{path}/deliveries", headers=RADIO),
        api.get(f"{path}/deliveries/d", headers=RADIO),
        api.post(f"{path}/deliveries/d/redeliver", headers=RADIO),
        api.post(f"{path}/redeliver?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z", headers=RADIO),
    ]
    assert [(await call).status_code for call in calls] == [404] * len(calls)
    assert (await api.get(path, headers=SP4N)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "kind"), [({}, "credentials-missing"), ({"X-API-Key": "wrong"}, "credentials-unknown")]
)
async def test_nobody_calls_it_without_a_channels_key(
    api: httpx.AsyncClient, headers: dict[str, str], kind: str
) -> None:
    answer = await api.get("/v1/webhooks", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == f"/problems/{kind}"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"url": "http://channel.example/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://user:word@channel.example/"}, "url"),
        ({"url": "ftp://channel.example/"}, "url"),
        ({"url": ""}, "url"),
        ({"url": 7}, "url"),
        ({"events": ["complaint.noted"]}, "events"),
        ({"events": "all"}, "events"),
        ({"description": "x" * 201}, "description"),
        ({"secret": "whsec_mine"}, "secret"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_kept(
    api: httpx.AsyncClient, fields: dict[str, Any], field: str
) -> None:
    answer = await api.post("/v1/webhooks", json={"url": URL, **fields}, headers=SP4N)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["field"] == field
    assert fault["reason"]
    assert fault["remedy"]
    assert (await api.get("/v1/webhooks", headers=SP4N)).json() == {"webhooks": []}


async def test_it_is_changed_disabled_and_enabled_again(api: httpx.AsyncClient) -> None:
    path = f"/v1/webhooks/{(await made(api, events=['complaint.closed']))['id']}"
    changed = await api.patch(path, json={"url": f"{URL}/2", "events": [], "enabled": False}, headers=SP4N)
    assert changed.status_code == 200
    body = changed.json()
    assert (body["url"], body["events"], body["enabled"]) == (f"{URL}/2", [], False)
    assert body["disabled_because"] == "owner"
    assert (await api.post(f"{path}/test", headers=SP4N)).status_code == 409

    enabled = (await api.patch(path, json={"enabled": True}, headers=SP4N)).json()
    assert (enabled["enabled"], enabled["disabled_at"], enabled["url"]) == (True, None, f"{URL}/2")
    assert (await api.patch(path, json={"url": "http://10.0.0.1/"}, headers=SP4N)).status_code == 422


async def test_two_secrets_sign_until_the_old_one_is_removed(api: httpx.AsyncClient, deps: Dependencies) -> None:
    first = await made(api)
    path = f"/v1/webhooks/{first['id']}/secret"
    second = (await api.post(path, headers=SP4N)).json()
    assert second["secrets"] == 2
    third = (await api.post(path, headers=SP4N)).json()
    webhook = await deps.store.get(first["id"])
    assert webhook is not None
    assert webhook.secrets == (third["secret"], second["secret"])
    assert (await api.delete(f"{path}/old", headers=SP4N)).status_code == 204
    webhook = await deps.store.get(first["id"])
    assert webhook is not None
    assert webhook.secrets == (third["secret"],)


async def test_a_channel_has_a_bounded_number_of_webhooks(api: httpx.AsyncClient) -> None:
    ids = [(await made(api))["id"] for _ in range(MAX_PER_CHANNEL)]
    refused = await api.post("/v1/webhooks", json={"url": URL}, headers=SP4N)
    assert refused.status_code == 409
    assert (await api.post("/v1/webhooks", json={"url": URL}, headers=RADIO)).status_code == 201
    assert (await api.delete(f"/v1/webhooks/{ids[3]}", headers=SP4N)).status_code == 204
    assert (await api.get(f"/v1/webhooks/{ids[3]}", headers=SP4N)).status_code == 404
    await made(api)


async def test_while_the_store_does_not_answer_it_says_when_to_come_back() -> None:
    nobody = Driver(f"mongodb://{HOST}:{free_ports().store}/?directConnection=true", "none", 2, 0.5)
    nobody.open()
    deps = Dependencies(WebhookStore(nobody), DeliveryLog(nobody), lambda url: url)
    transport = httpx.ASGITransport(build_api(deps, gate(nobody)), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/v1/webhooks", headers=SP4N)
    nobody.close()
    assert answer.status_code == 503
    assert 5 <= int(answer.headers["Retry-After"]) <= 15


async def test_it_describes_itself(api: httpx.AsyncClient) -> None:
    described = (await api.get("/v1/webhooks/openapi.json")).json()
    assert "/v1/webhooks/{webhook_id}/redeliver" in described["paths"]
    assert (await api.get("/v1/webhooks/docs")).status_code == 200
