"""A transport is a file and a line: it reads its own variables, and a process has it when they are set."""

import pytest

from chassis.errors import ConfigurationError
from services.notify.transports import TRANSPORTS, configured_transports, stand_ins
from services.notify.transports.email import EmailTransport
from tests.unit.notify.webhook import WEBHOOK, WebhookTransport

EMAIL = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": "25", "SMTP_FROM": "tanggap@demo.tanggap.example"}
OPTIONAL = ("SMTP_SECURITY", "SMTP_CREDENTIALS_FILE", "SMTP_TIMEOUT_S", "WEBHOOK_KEY", "WEBHOOK_TIMEOUT_S")


@pytest.fixture(autouse=True)
def no_transport_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (*EMAIL, *OPTIONAL):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def email_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in EMAIL.items():
        monkeypatch.setenv(variable, value)


@pytest.fixture
def webhook_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TRANSPORTS, WEBHOOK.name, WEBHOOK)


def complaint() -> str:
    with pytest.raises(ConfigurationError) as caught:
        configured_transports()
    return str(caught.value)


@pytest.mark.usefixtures("email_is_set")
def test_a_process_has_the_transport_whose_variables_are_set() -> None:
    assert isinstance(configured_transports()["email"], EmailTransport)


@pytest.mark.usefixtures("webhook_is_registered")
def test_it_says_what_to_set_when_no_transport_is_configured() -> None:
    assert complaint() == (
        "no transport is configured, so nobody could be notified; set the variables of one at least:\n"
        "  email: SMTP_FROM, SMTP_HOST, SMTP_PORT\n"
        "  webhook: WEBHOOK_KEY"
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


@pytest.mark.usefixtures("email_is_set", "webhook_is_registered")
def test_a_transport_that_is_registered_and_set_is_there_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_KEY", "k-1")
    transports = configured_transports()
    assert isinstance(transports["webhook"], WebhookTransport)
    assert list(transports) == ["email", "webhook"]
    assert stand_ins(transports) == []


@pytest.mark.usefixtures("email_is_set", "webhook_is_registered")
def test_a_transport_that_is_not_set_is_stood_in_for() -> None:
    transports = configured_transports()
    assert list(transports) == ["email"]
    assert [transport.name for transport in stand_ins(transports)] == ["webhook"]
