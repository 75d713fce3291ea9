"""The mailbox keeps each mail once and shows it."""

import os
import smtplib
import subprocess
import sys
from email import policy
from email.message import EmailMessage

import pytest

from deploy.local.environment import Stack, stack_variables
from deploy.local.mailbox import Mailbox
from deploy.local.mails import Mail, read_mails
from deploy.local.ports import HOST


def _mail(message_id: str, subject: str = "Tenggat terlewati") -> EmailMessage:
    mail = EmailMessage()
    mail["Message-ID"] = message_id
    mail["From"] = "tanggap@demo.tanggap.example"
    mail["To"] = "kepala@demo.tanggap.example"
    mail["Subject"] = subject
    mail.set_content("Lampu jalan padam — dua hari.\n")
    return mail


def _send(stack: Stack, mail: EmailMessage) -> str:
    with smtplib.SMTP(HOST, stack.ports.smtp) as client:
        client.ehlo()
        client.mail(str(mail["From"]))
        client.rcpt(str(mail["To"]))
        code, reply = client.data(mail.as_bytes(policy=policy.SMTP))
    assert code == 250
    return reply.decode()


def _kept(stack: Stack, message_id: str) -> list[Mail]:
    return [mail for mail in read_mails(stack.mail) if mail.message_id == message_id]


def test_it_shows_what_was_sent(bare_stack: Stack, mailbox: Mailbox) -> None:
    assert "queued as " in _send(bare_stack, _mail("<one@tanggap.example>"))
    (mail,) = _kept(bare_stack, "<one@tanggap.example>")
    assert mail.subject == "Tenggat terlewati"
    assert mail.recipients == ("kepala@demo.tanggap.example",)
    assert mail.text == "Lampu jalan padam — dua hari.\n"
    assert mail.receptions == 1


def test_it_counts_a_repeated_mail_instead_of_showing_it_twice(bare_stack: Stack, mailbox: Mailbox) -> None:
    replies = {_send(bare_stack, _mail("<twice@tanggap.example>")) for _ in range(2)}
    (mail,) = _kept(bare_stack, "<twice@tanggap.example>")
    assert mail.receptions == 2
    assert len(replies) == 1, "the same mail has the same queue id"


def test_it_keeps_two_mails_that_only_differ_in_their_id(bare_stack: Stack, mailbox: Mailbox) -> None:
    before = len(read_mails(bare_stack.mail))
    for message_id in ("<a@tanggap.example>", "<b@tanggap.example>"):
        _send(bare_stack, _mail(message_id))
    assert len(read_mails(bare_stack.mail)) == before + 2


@pytest.mark.parametrize(("arguments", "expected"), [(["list"], "receptions"), (["show", "1"], "Subject: ")])
def test_it_can_be_read_on_the_command_line(
    bare_stack: Stack, mailbox: Mailbox, arguments: list[str], expected: str
) -> None:
    _send(bare_stack, _mail("<shown@tanggap.example>"))
    command = [sys.executable, "-m", "deploy.local.mailbox", *arguments]
    environment = {**os.environ, **stack_variables(bare_stack), "COLUMNS": "200"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert expected in done.stdout
