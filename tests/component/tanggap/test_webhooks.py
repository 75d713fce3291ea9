"""`tanggap webhooks` on a real store: the same webhooks as those of the API, of every channel."""

from typing import Any

import pytest
from typer.testing import CliRunner

from chassis.mongo import Driver
from deploy.local.environment import stack_variables
from deploy.local.ports import free_ports
from services.notify.domain.delivery import Delivery
from services.notify.store.webhook_log import DeliveryLog
from services.notify.store.webhooks import WebhookStore
from tests.component.tanggap.conftest import Tanggap
from tests.component.webhooks.planned import conclude, plan_for
from tools.tanggap.__main__ import app

URL = "https://channel.example/tanggap"


def made(tanggap: Tanggap, channel: str = "sp4n") -> dict[str, Any]:
    new: dict[str, Any] = tanggap.json("webhooks", "add", URL, "--channel", channel)
    return new


def sent(tanggap: Tanggap, webhook_id: str, count: int) -> list[Delivery]:
    async def plan(driver: Driver) -> list[Delivery]:
        webhook = await WebhookStore(driver).get(webhook_id)
        assert webhook is not None
        return await plan_for(DeliveryLog(driver), webhook, count)

    return tanggap.prepared(plan)


def test_a_webhook_is_made_shown_and_removed(tanggap: Tanggap) -> None:
    new = made(tanggap)
    assert new["secret"].startswith("whsec_")
    made(tanggap, "radio")

    shown = tanggap.json("webhooks", "show", new["id"])
    assert "secret" not in shown
    assert (shown["url"], shown["channel"], shown["enabled"]) == (URL, "sp4n", True)
    assert {each["channel"] for each in tanggap.json("webhooks", "list")} == {"sp4n", "radio"}
    assert [each["id"] for each in tanggap.json("webhooks", "list", "--channel", "sp4n")] == [new["id"]]
    assert new["id"] in tanggap.run("webhooks", "list").stdout

    assert tanggap.run("webhooks", "remove", new["id"], typed="n\n").exit_code == 1
    assert tanggap.run("webhooks", "remove", new["id"], typed="y\n").exit_code == 0
    gone = tanggap.run("webhooks", "show", new["id"])
    assert gone.exit_code == 1
    assert "there is no such webhook" in gone.stderr


def test_secrets_change_and_it_is_disabled_and_enabled(tanggap: Tanggap) -> None:
    new = made(tanggap)
    rotated = tanggap.json("webhooks", "rotate", new["id"])
    assert (rotated["secrets"], rotated["secret"] == new["secret"]) == (2, False)
    assert tanggap.json("webhooks", "rotate", new["id"], "--drop-old")["secrets"] == 1
    assert tanggap.json("webhooks", "disable", new["id"])["disabled_because"] == "owner"
    assert tanggap.run("webhooks", "test", new["id"]).exit_code == 1
    assert tanggap.json("webhooks", "enable", new["id"])["enabled"] is True


def test_the_log_is_read_and_sent_again(tanggap: Tanggap, database: Any) -> None:
    id = made(tanggap)["id"]
    planned = sent(tanggap, id, 5)
    conclude(database["deliveries"], planned, "delivered")

    page = tanggap.json("webhooks", "deliveries", id, "--limit", "3")
    assert [each["id"] for each in page["deliveries"]] == [each.id for each in reversed(planned[2:])]
    rest = tanggap.json("webhooks", "deliveries", id, "--cursor", page["next"])
    assert [each["id"] for each in rest["deliveries"]] == [planned[1].id, planned[0].id]
    assert "complaint.assigned" in tanggap.run("webhooks", "deliveries", id).stdout
    one = tanggap.json("webhooks", "deliveries", id, planned[0].id)
    assert one["request"]["type"] == "complaint.assigned"

    assert tanggap.run("webhooks", "redeliver", id, planned[0].id).exit_code == 0
    assert tanggap.run("webhooks", "redeliver", id, "--from", "1h", typed="n\n").exit_code == 1
    assert tanggap.json("webhooks", "redeliver", id, "--from", "1h", "--yes") == {"redelivered": 5}
    assert database["deliveries"].count_documents({"lane": None}) == 6
    test = tanggap.json("webhooks", "test", id)
    assert database["deliveries"].find_one({"_id": test["delivery_id"]})["state"] == "pending"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["add", "http://channel.example/", "--channel", "sp4n"], 1, "https://"),
        (["add", "https://10.0.0.1/", "--channel", "sp4n"], 1, "not public"),
        (["add", URL, "--channel", "sp4n", "--event", "complaint.noted"], 1, "no such kind of event"),
        (["add", URL, "--channel", "SP4N"], 2, "id of a channel"),
        (["redeliver", "wh_x"], 2, "name one delivery"),
        (["redeliver", "wh_x", "--from", "yesterday"], 2, "2h"),
        (["redeliver", "wh_x", "--from", "2026-01-01T00:00"], 2, "offset"),
        (["deliveries", "wh_x", "--cursor", "x"], 2, "next"),
    ],
)
def test_what_is_wrong_is_said(tanggap: Tanggap, arguments: list[str], code: int, said: str) -> None:
    ran = tanggap.run("webhooks", *arguments)
    assert (ran.exit_code, said in ran.stderr) == (code, True), ran.stderr


def test_missing_settings_are_named(tanggap: Tanggap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE_PORT", str(free_ports().store))
    ran = CliRunner().invoke(app, ["webhooks", "list"])
    assert ran.exit_code == 2
    assert "MONGO_URL: Field required" in ran.stderr


def test_a_stack_of_make_up_is_found_by_itself(tanggap: Tanggap, monkeypatch: pytest.MonkeyPatch) -> None:
    new = made(tanggap)
    for name, value in stack_variables(tanggap.stack).items():
        monkeypatch.setenv(name, value)
    for arguments in (["webhooks", "list"], ["--local", "webhooks", "list"]):
        ran = CliRunner().invoke(app, arguments)
        assert ran.exit_code == 0, ran.output
        assert new["id"][:10] in ran.stdout
