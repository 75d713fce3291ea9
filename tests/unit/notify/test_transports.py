"""A transport is a file and a line: it reads its own variables, and a process has it when they are set."""

from pathlib import Path

import pytest

from chassis.errors import ConfigurationError
from chassis.settings import variables_of
from services.notify.transports import TRANSPORTS, configured_transports, stand_ins
from services.notify.transports.apprise import AppriseTransport
from services.notify.transports.cloudevents import CloudEventsTransport
from services.notify.transports.email import EmailTransport
from services.notify.transports.webhook import WebhookTransport, new_secret

EMAIL = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": "25", "SMTP_FROM": "tanggap@demo.tanggap.example"}


@pytest.fixture(autouse=True)
def no_transport_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for transport in TRANSPORTS.values():
        for variable in variables_of(transport.settings):
            monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def email_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in EMAIL.items():
        monkeypatch.setenv(variable, value)


@pytest.fixture
def webhook_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secrets.yaml"
    file.write_text(f"secrets: [{new_secret()}]", encoding="utf-8")
    monkeypatch.setenv("WEBHOOK_SECRETS_FILE", str(file))


def complaint() -> str:
    with pytest.raises(ConfigurationError) as caught:
        configured_transports()
    return str(caught.value)


@pytest.mark.usefixtures("email_is_set")
def test_a_process_has_the_transport_whose_variables_are_set() -> None:
    assert isinstance(configured_transports()["email"], EmailTransport)


def test_it_says_what_to_set_when_no_transport_is_configured() -> None:
    assert complaint() == (
        "no transport is configured, so nobody could be notified; set the variables of one at least:\n"
        "  email: SMTP_FROM, SMTP_HOST, SMTP_PORT\n"
        "  webhook: WEBHOOK_SECRETS_FILE\n"
        "  cloudevents: CLOUDEVENTS_SOURCE\n"
        "  apprise: APPRISE_ENABLED"
    )


@pytest.mark.usefixtures("email_is_set")
@pytest.mark.parametrize("missing", EMAIL)
def test_it_names_what_is_missing_of_a_transport_that_is_set_in_part(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(missing)
    assert f"  {missing}: Field required" in complaint().splitlines()


@pytest.mark.usefixtures("email_is_set")
@pytest.mark.parametrize(
    ("variable", "wrong"),
    [
        ("SMTP_HOST", ""),
        ("SMTP_PORT", "smtp"),
        ("SMTP_FROM", "Tanggap <tanggap@demo.tanggap.example>"),
        ("SMTP_SECURITY", "ssl"),
        ("SMTP_CREDENTIALS_FILE", "nowhere.yaml"),
        ("SMTP_TIMEOUT_S", "0"),
    ],
)
def test_it_names_a_variable_that_is_wrong(monkeypatch: pytest.MonkeyPatch, variable: str, wrong: str) -> None:
    monkeypatch.setenv(variable, wrong)
    assert f"\n  {variable}: " in complaint()


@pytest.mark.parametrize(
    ("variable", "wrong"),
    [
        ("WEBHOOK_SECRETS_FILE", "nowhere.yaml"),
        ("WEBHOOK_TIMEOUT_S", "0"),
        ("WEBHOOK_ALLOWED_NETWORKS", "10.0.0.1/8"),
        ("WEBHOOK_ALLOWED_NETWORKS", "receiver.city.example"),
        ("CLOUDEVENTS_SOURCE", "a b"),
        ("CLOUDEVENTS_TIMEOUT_S", "soon"),
        ("CLOUDEVENTS_ALLOWED_NETWORKS", "10.0.0.0/8;fd00::/8"),
        ("APPRISE_ENABLED", "false"),
        ("APPRISE_TIMEOUT_S", "1000"),
    ],
)
def test_it_names_a_variable_of_another_transport_that_is_wrong(
    monkeypatch: pytest.MonkeyPatch, variable: str, wrong: str
) -> None:
    monkeypatch.setenv(variable, wrong)
    assert f"\n  {variable}" in complaint()


@pytest.mark.usefixtures("email_is_set", "webhook_is_set")
def test_a_process_has_every_transport_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDEVENTS_SOURCE", "/tanggap/notify")
    monkeypatch.setenv("APPRISE_ENABLED", "true")
    transports = configured_transports()
    assert (
        list(transports)
        == ["email", "webhook", "cloudevents", "apprise"]
        == [each.name for each in transports.values()]
    )
    assert isinstance(transports["webhook"], WebhookTransport)
    assert isinstance(transports["cloudevents"], CloudEventsTransport)
    assert isinstance(transports["apprise"], AppriseTransport)
    assert stand_ins(transports) == []


@pytest.mark.usefixtures("email_is_set")
def test_a_transport_that_is_not_set_is_stood_in_for() -> None:
    transports = configured_transports()
    assert list(transports) == ["email"]
    assert [transport.name for transport in stand_ins(transports)] == ["webhook", "cloudevents", "apprise"]


def test_the_address_of_each_transport_is_checked() -> None:
    right = {
        "email": "mayor@demo.tanggap.example",
        "webhook": "https://chat.city.example/hooks/1",
        "cloudevents": "https://events.city.example/",
        "apprise": "ntfys://ntfy.city.example/mayor",
    }
    assert right.keys() == TRANSPORTS.keys()
    for name, transport in TRANSPORTS.items():
        transport.check_address(right[name])
        for other in set(right.values()) - {right[name]}:
            if (name, other) not in {("webhook", right["cloudevents"]), ("cloudevents", right["webhook"])}:
                with pytest.raises(ValueError, match=r"^must"):
                    transport.check_address(other)
