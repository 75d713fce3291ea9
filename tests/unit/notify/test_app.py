"""How the parts of notify are joined: a sender for each transport, and a word about contacts that are not used."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.notify.app import create_app
from services.notify.settings import NotifySettings
from services.notify.transports.webhook import new_secret
from tests.unit.notify.examples import leaders_with, write_city

HEAD_BY_WEBHOOK = leaders_with({"roads-head": '{webhook: "https://chat.city.example/hooks/1"}'})


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NotifySettings:
    """One transport is configured."""
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
    assert [name for name in names if name.endswith("-sender")] == [
        "email-sender", "webhook-sender", "cloudevents-sender", "apprise-sender",
    ]  # fmt: skip


async def test_it_warns_of_contacts_that_are_not_used(settings: NotifySettings) -> None:
    with capture_logs() as logged:
        create_app(settings)
    (entry,) = logged
    assert (entry["log_level"], entry["transport"], entry["people"]) == ("warning", "webhook", 1)


async def test_it_warns_of_nothing_when_all_contacts_are_used(
    settings: NotifySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secrets.yaml").write_text(f"secrets: [{new_secret()}]\n", encoding="utf-8")
    monkeypatch.setenv("WEBHOOK_SECRETS_FILE", str(tmp_path / "secrets.yaml"))
    with capture_logs() as logged:
        create_app(settings)
    assert logged == []
