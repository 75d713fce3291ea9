"""The mailbox's directory: one .eml file a mail, and beside it one line for each time that the mail was received."""

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True)
class Mail:
    """One mail, however often it was received; `receptions` above 1 means that its sender repeated itself."""

    message_id: str
    received_at: datetime
    recipients: tuple[str, ...]
    subject: str
    text: str
    receptions: int
    path: Path

    def message(self) -> EmailMessage:
        """The whole mail, with every header and part."""
        return _parse(self.path.read_bytes())


def keep_mail(directory: Path, content: bytes, recipients: list[str], now: datetime) -> str:
    """Keep a received mail and return its queue id. When this returns, the mail is on disk.

    A mail whose Message-ID is known is not kept again: only its reception is counted.
    """
    name = _name(content)
    path = directory / f"{name}.eml"
    if not path.exists():
        draft = directory / f"{name}.draft"
        _write(draft, content, "wb")
        draft.replace(path)
    line = f"{now.isoformat()} {','.join(recipients)}\n"
    _write(directory / f"{name}.received", line.encode("utf-8"), "ab")
    _sync_directory(directory)
    return name[:12].upper()


def read_mails(directory: Path) -> list[Mail]:
    """Every mail kept so far, oldest first."""
    mails = [_read(path) for path in directory.glob("*.eml") if path.with_suffix(".received").exists()]
    return sorted(mails, key=lambda mail: (mail.received_at, mail.message_id))


def _read(path: Path) -> Mail:
    message = _parse(path.read_bytes())
    receptions = [line.split(" ", 1) for line in path.with_suffix(".received").read_text("utf-8").splitlines()]
    body = message.get_body(preferencelist=("plain", "html"))
    return Mail(
        message_id=str(message.get("Message-ID", "")).strip(),
        received_at=datetime.fromisoformat(receptions[0][0]).astimezone(UTC),
        recipients=tuple(receptions[0][1].split(",")),
        subject=str(message.get("Subject", "")),
        text=str(body.get_content()).replace("\r\n", "\n") if body else "",
        receptions=len(receptions),
        path=path,
    )


def _name(content: bytes) -> str:
    """Mails are one when their Message-ID is; without one, when they are the same to the byte."""
    message_id = str(_parse(content).get("Message-ID", "")).strip()
    return hashlib.sha256(message_id.encode("utf-8") or content).hexdigest()


def _parse(content: bytes) -> EmailMessage:
    return message_from_bytes(content, EmailMessage, policy=policy.default)


def _write(path: Path, content: bytes, mode: str) -> None:
    with path.open(mode) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
