"""The mail transport against a real server: what counts as the mail's fault, and what as the server's or ours."""

from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from chassis.errors import ConfigurationError, TemporarilyUnavailable
from services.notify.domain.outcomes import Accepted, Outcome, Refused
from services.notify.transports.base import Message
from services.notify.transports.email import EmailSettings, EmailTransport
from tests.component.notify.mail_server import MailServer
from tests.unit.notify.examples import NOW

MESSAGE = Message("d-1", "mayor@demo.tanggap.example", "en", "Hello", "Text\n", NOW)


async def send(settings: EmailSettings, message: Message = MESSAGE) -> Outcome:
    async with EmailTransport(settings).session() as session:
        return await session.send(message)


def with_login(settings: EmailSettings, folder: Path, text: str) -> EmailSettings:
    file = folder / "credentials.yaml"
    file.write_text(text, encoding="utf-8")
    return settings.model_copy(update={"smtp_credentials_file": file})


def only_notify(_server: object, _session: object, _envelope: object, _mechanism: str, data: object) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"notify", b"right")
    return AuthResult(success=known, handled=known)


without_encryption = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
"""The server under test listens on this machine only and warns of what production must not do."""


@without_encryption
async def test_it_logs_in(email_settings: EmailSettings, mail_server: MailServer, tmp_path: Path) -> None:
    mail_server.options = {"authenticator": only_notify, "auth_required": True, "auth_require_tls": False}
    right = with_login(email_settings, tmp_path, "{username: notify, password: right}")
    assert isinstance(await send(right), Accepted)


@without_encryption
async def test_it_takes_a_refused_login_for_no_fault_of_the_mail(
    email_settings: EmailSettings, mail_server: MailServer, tmp_path: Path
) -> None:
    mail_server.options = {"authenticator": only_notify, "auth_required": True, "auth_require_tls": False}
    with pytest.raises(TemporarilyUnavailable, match="SMTPAuthenticationError"):
        await send(with_login(email_settings, tmp_path, "{username: notify, password: wrong}"))
    with pytest.raises(TemporarilyUnavailable, match="refuses our sender: 530"):
        await send(email_settings)


async def test_it_takes_missing_encryption_for_no_fault_of_the_mail(email_settings: EmailSettings) -> None:
    for security in ("starttls", "tls"):
        with pytest.raises(TemporarilyUnavailable):
            await send(email_settings.model_copy(update={"smtp_security": security}))


def test_it_never_shows_a_password(email_settings: EmailSettings, tmp_path: Path) -> None:
    faulty = with_login(email_settings, tmp_path, "{username: notify, pasword: s3cret}")
    with pytest.raises(ConfigurationError) as raised:
        EmailTransport(faulty)
    assert "credentials.yaml:1: password: is needed, and missing" in str(raised.value)
    assert "s3cret" not in str(raised.value)


async def test_it_hands_over_nothing_that_is_no_mail(email_settings: EmailSettings, mail_server: MailServer) -> None:
    outcome = await send(email_settings, Message("d-1", "a@b.example", "en", "Hi\r\nBcc: all@example.org", "Text", NOW))
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.code) == (True, "not_a_mail")
    assert mail_server.mails == []
