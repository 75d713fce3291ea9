"""How the parts of notify are joined: a sender for each transport, and a word about contacts that are not used."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.notify.app import create_app
from services.notify.settings import NotifySettings
from services.notify.transports import TRANSPORTS
from tests.unit.notify.examples import leaders_with, write_city
from tests.unit.notify.webhook import WEBHOOK

HEAD_BY_WEBHOOK = leaders_with({"roads-head": '{webhook: "https://chat.city.example/hooks/1"}'})


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NotifySettings:
    """Two transports are registered, one of them is configured."""
    monkeypatch.setitem(TRANSPORTS, WEBHOOK.name, WEBHOOK)
    monkeypatch.delenv("WEBHOOK_KEY", raising=False)
    for variable, value in {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": "9", "SMTP_FROM": "tanggap@city.example"}.items():
        monkeypatch.setenv(variable, value)
    return NotifySettings(
        ops_port=0,
        kafka_bootstrap="127.0.0.1:9",
        mongo_url="mongodb://127.0.0.1:9",
        city_config=write_city(tmp_path, leaders=HEAD_BY_WEBHOOK),
    )


async def test_there_is_a_sender_for_each_transport_also_for_one_that_is_not_configured(
    settings: NotifySettings,
) -> None:
    names = [part.name for part in create_app(settings)]
    assert [name for name in names if name.endswith("-sender")] == ["email-sender", "webhook-sender"]


async def test_it_warns_of_contacts_that_are_not_used(settings: NotifySettings) -> None:
    with capture_logs() as logged:
        create_app(settings)
    (entry,) = logged
    assert (entry["log_level"], entry["transport"], entry["people"]) == ("warning", "webhook", 1)


async def test_it_warns_of_nothing_when_all_contacts_are_used(
    settings: NotifySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBHOOK_KEY", "k-1")
    with capture_logs() as logged:
        create_app(settings)
    assert logged == []
