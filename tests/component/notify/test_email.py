"""The mail transport against a real server: what counts as the mail's fault, and what as the server's or ours."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import ConfigurationError, TemporarilyUnavailable
from services.notify.domain.outcomes import Accepted, Outcome, Refused
from services.notify.transports.base import Message
from services.notify.transports.email import MAX_LINE, EmailSettings, EmailTransport, compose
from tests.component.notify.mail_server import MailServer
from tests.unit.notify.examples import COMPLAINT, NOW

MESSAGE = Message(
    "d-1", "mayor@demo.tanggap.example", "en", "Hello", "Text\n", "<p>Text</p>\n", COMPLAINT, NOW
)  # fmt: skip


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


def test_it_never_shows_a_password(email_settings: EmailSettings, tmp_path: Path) -> None:
    faulty = with_login(email_settings, tmp_path, "{username: notify, pasword: s3cret}")
    with pytest.raises(ConfigurationError) as raised:
        EmailTransport(faulty)
    assert "credentials.yaml:1: password: is needed, and missing" in str(raised.value)
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    "faulty",
    [
        replace(MESSAGE, subject="Hi\r\nBcc: all@example.org"),
        replace(MESSAGE, subject="Hi\nBcc: all@example.org"),
        replace(MESSAGE, subject="Hi\u2028Bcc: all@example.org"),
        replace(MESSAGE, subject=""),
        replace(MESSAGE, to="mayor@demo.tanggap.example\r\nBcc: all@example.org"),
        replace(MESSAGE, to="mayor@demo.tanggap.example, all@example.org"),
        replace(MESSAGE, to="<mayor@demo.tanggap.example>"),
        replace(MESSAGE, to="mayor@demo.tanggap.example> NOTIFY=NEVER <all@example.org"),
        replace(MESSAGE, to=""),
        replace(MESSAGE, id="d-1>\r\nBcc: all@example.org"),
        replace(MESSAGE, thread="c\r\nBcc: all@example.org"),
        replace(MESSAGE, thread="ż"),
        replace(MESSAGE, language="en\r\nBcc: all@example.org"),
        replace(MESSAGE, plain="\ud800"),
    ],
    ids=repr,
)
async def test_it_hands_over_nothing_that_is_no_mail(
    email_settings: EmailSettings, mail_server: MailServer, faulty: Message
) -> None:
    outcome = await send(email_settings, faulty)
    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.code) == (True, "not_a_mail")
    assert mail_server.mails == []


async def test_a_mail_has_plain_text_and_html(email_settings: EmailSettings, mail_server: MailServer) -> None:
    await send(email_settings)
    (mail,) = mail_server.mails
    assert mail.get_content_type() == "multipart/alternative"
    assert [(part.get_content_type(), part.get_content()) for part in mail.iter_parts()] == [
        ("text/plain", "Text\r\n"),
        ("text/html", "<p>Text</p>\r\n"),
    ], "readers show the last that they can"
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "en")


async def test_a_mail_without_html_is_plain_text_alone(email_settings: EmailSettings, mail_server: MailServer) -> None:
    await send(email_settings, replace(MESSAGE, html=None))
    (mail,) = mail_server.mails
    assert (mail.get_content_type(), mail.get_content()) == ("text/plain", "Text\r\n")


async def test_mails_about_the_same_complaint_refer_to_the_same(
    email_settings: EmailSettings, mail_server: MailServer
) -> None:
    for message in (MESSAGE, replace(MESSAGE, id="d-2"), replace(MESSAGE, id="d-3", thread=None)):
        await send(email_settings, message)
    complaint = f"<{COMPLAINT}@demo.tanggap.example>"
    threads = [(mail["Message-ID"], mail["References"], mail["In-Reply-To"]) for mail in mail_server.mails]
    assert threads == [
        ("<d-1@demo.tanggap.example>", complaint, complaint),
        ("<d-2@demo.tanggap.example>", complaint, complaint),
        ("<d-3@demo.tanggap.example>", None, None),
    ]


def test_a_long_domain_does_not_break_what_mails_refer_to() -> None:
    domain = "pengaduan-masyarakat.dinas-komunikasi-dan-informatika.kabupaten-contoh.example"
    content = compose(MESSAGE, f"tanggap@{domain}", domain).decode()
    for header in ("Message-ID", "References", "In-Reply-To"):
        (line,) = re.findall(rf"^{header}: (<.*>)\r\n\S", content, re.MULTILINE)
        assert line.endswith(f"@{domain}>")


def test_a_repetition_is_the_same_to_the_byte() -> None:
    assert compose(MESSAGE, "a@b.example", "b.example") == compose(replace(MESSAGE), "a@b.example", "b.example")
    other = compose(replace(MESSAGE, html="<p>Other</p>"), "a@b.example", "b.example")
    boundaries = [
        re.findall(b'boundary="(.*)"', mail) for mail in (compose(MESSAGE, "a@b.example", "b.example"), other)
    ]
    assert boundaries[0] != boundaries[1], "no text can hold the boundary that follows from it"


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "\u202eterbalik\u202c",
        "מחר\u200f",
        "نص " * 500,
        "é" * 10_000,
        "From me\n.\n..\nend",
        "a\0b",
        "🚧" * 300,
    ],
    ids=["long word", "override", "mark", "right to left", "long word of other letters", "dots", "nul", "emoji"],
)
async def test_any_text_arrives_as_it_is(email_settings: EmailSettings, mail_server: MailServer, text: str) -> None:
    subject = " ".join(text.split())[:900]
    message = replace(MESSAGE, subject=subject, plain=f"{text}\n", html=f"<p>{text}</p>\n")
    assert isinstance(await send(email_settings, message), Accepted)
    (mail,) = mail_server.mails
    plain, html = mail.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == f"{text}\n"
    assert html.get_content().replace("\r\n", "\n") == f"<p>{text}</p>\n"
    assert str(mail["Subject"]) == subject
    assert max(map(len, compose(message, "a@b.example", "b.example").splitlines())) <= MAX_LINE


@given(st.text(), st.text())
def test_any_two_texts_can_be_read_again(plain: str, html: str) -> None:
    mail = message_from_bytes(
        compose(replace(MESSAGE, plain=plain, html=html), "a@b.example", "b.example"), policy=policy.default
    )
    assert mail.defects == []
    read = [part.get_payload(decode=True) for part in mail.iter_parts()]
    assert read == ["\r\n".join(text.replace("\r\n", "\n").split("\n")).encode() for text in (plain, html)]


async def test_many_mails_go_over_one_connection(email_settings: EmailSettings, mail_server: MailServer) -> None:
    async with EmailTransport(email_settings).session() as session:
        for number in range(20):
            assert isinstance(await session.send(replace(MESSAGE, id=f"d-{number}")), Accepted)
            assert session.usable
    assert (len(mail_server.mails), mail_server.connections) == (20, 1)
