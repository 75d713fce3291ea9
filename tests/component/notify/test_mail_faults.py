"""What goes wrong between us and a mail server, on real sockets, and what each fault comes to."""

import ssl
from dataclasses import replace

import pytest

from chassis.errors import TemporarilyUnavailable
from services.notify.domain.outcomes import Accepted, NoReply, Outcome, Refused
from services.notify.transports.base import Message
from services.notify.transports.email import EmailSettings, EmailTransport
from tests.component.notify.http_receiver import CERTIFICATE
from tests.component.notify.mail_server import MailServer
from tests.unit.notify.examples import COMPLAINT, NOW

SHORT_S = 0.5
MESSAGE = Message("d-1", "mayor@demo.tanggap.example", "en", "Hello", "Text\n", None, COMPLAINT, NOW)


@pytest.fixture
def certificate_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


async def send(settings: EmailSettings, message: Message = MESSAGE) -> tuple[Outcome, bool]:
    """The outcome, and whether another mail can go over the connection."""
    async with EmailTransport(settings).session() as session:
        return await session.send(message), session.usable


async def test_a_refused_connection_is_the_servers_state(
    email_settings: EmailSettings, mail_server: MailServer
) -> None:
    await mail_server.stop()
    with pytest.raises(TemporarilyUnavailable, match="no mail server serves us: SMTPConnectError"):
        await send(email_settings)


async def test_a_name_that_is_gone_is_the_servers_state(email_settings: EmailSettings) -> None:
    with pytest.raises(TemporarilyUnavailable, match="no mail server serves us"):
        await send(email_settings.model_copy(update={"smtp_host": "mail.invalid", "smtp_timeout_s": 10.0}))


@pytest.mark.parametrize("code", [421, 450, 451, 452, 550, 552, 554])
@pytest.mark.parametrize("to_recipient", [True, False])
async def test_a_code_is_final_from_500_on(
    email_settings: EmailSettings, mail_server: MailServer, code: int, to_recipient: bool
) -> None:
    def say(_recipient: str) -> str:
        return f"{code} no"

    if to_recipient:
        mail_server.answer_to_recipient = say
    else:
        mail_server.answer = say
    assert await send(email_settings) == (Refused(code >= 500, code, "no"), code != 421)


async def test_a_connection_goes_on_after_a_refusal(email_settings: EmailSettings, mail_server: MailServer) -> None:
    mail_server.answer_to_recipient = lambda to: "550 no such user" if to.startswith("a@") else "250 Ok"
    mail_server.answer = lambda to: "450 busy" if to.startswith("b@") else "250 Ok"
    async with EmailTransport(email_settings).session() as session:
        codes = [
            getattr(await session.send(replace(MESSAGE, id=f"d-{to}", to=f"{to}@demo.tanggap.example")), "code")  # noqa: B009
            for to in ("x", "a", "y", "b", "z")
        ]
    assert codes == [250, 550, 250, 450, 250]
    assert len(mail_server.mails) == 3


async def test_no_answer_within_the_limit_may_have_been_taken(
    email_settings: EmailSettings, mail_server: MailServer
) -> None:
    mail_server.slow_s = 60
    outcome, usable = await send(email_settings.model_copy(update={"smtp_timeout_s": SHORT_S}))
    assert isinstance(outcome, NoReply)
    assert not usable


async def test_a_cut_connection_may_have_taken_it(email_settings: EmailSettings, mail_server: MailServer) -> None:
    mail_server.cuts_instead_of_answering = True
    outcome, usable = await send(email_settings)
    assert isinstance(outcome, NoReply)
    assert not usable


async def test_a_plain_server_where_tls_is_expected_is_the_servers_state(email_settings: EmailSettings) -> None:
    with pytest.raises(TemporarilyUnavailable, match=r"SSL|TLS"):
        await send(email_settings.model_copy(update={"smtp_security": "tls"}))
    with pytest.raises(TemporarilyUnavailable, match="STARTTLS"):
        await send(email_settings.model_copy(update={"smtp_security": "starttls"}))


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_certificate_that_nobody_trusts_is_said_to_be_so(
    email_settings: EmailSettings, mail_server: MailServer, security: str
) -> None:
    await speak_tls(mail_server, security)
    with pytest.raises(TemporarilyUnavailable, match="certificate verify failed"):
        await send(email_settings.model_copy(update={"smtp_security": security}))
    assert mail_server.mails == []


@pytest.mark.usefixtures("certificate_is_trusted")
@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_mail_goes_over_tls(email_settings: EmailSettings, mail_server: MailServer, security: str) -> None:
    await speak_tls(mail_server, security)
    outcome, _ = await send(email_settings.model_copy(update={"smtp_security": security}))
    assert isinstance(outcome, Accepted)
    assert len(mail_server.mails) == 1


async def speak_tls(mail_server: MailServer, security: str) -> None:
    await mail_server.stop()
    if security == "tls":
        mail_server.tls = server_context()
    else:
        mail_server.options = {"tls_context": server_context(), "require_starttls": True}
    await mail_server.start()
