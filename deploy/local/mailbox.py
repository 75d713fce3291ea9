"""A real SMTP server that keeps what it receives: `python -m deploy.local.mailbox serve|list|show`."""

import asyncio
import smtplib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from aiosmtpd.smtp import SMTP, Envelope, Session
from rich.console import Console
from rich.table import Table

from deploy.local.daemon import Daemon
from deploy.local.environment import stack_from
from deploy.local.mails import keep_mail, read_mails
from deploy.local.ports import HOST, Ports

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False)
Directory = Annotated[Path | None, typer.Option(help="where the mails are kept; by default the local stack's")]


class MailHandler:
    """What aiosmtpd calls for each mail; it answers 250 only when the mail is on disk."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        queue_id = keep_mail(self._directory, envelope.original_content, envelope.rcpt_tos, datetime.now(UTC))
        return f"250 2.0.0 Ok: queued as {queue_id}"


class Mailbox(Daemon):
    """The mailbox as a process of its own; its mails are read with `read_mails(directory)`."""

    name = "mailbox"

    def __init__(self, directory: Path, ports: Ports) -> None:
        super().__init__(directory)
        self._port = ports.smtp

    def command(self) -> list[str]:
        serve = [sys.executable, "-m", "deploy.local.mailbox", "serve"]
        return [*serve, "--port", str(self._port), "--directory", str(self.directory)]

    def is_ready(self) -> bool:
        try:
            with smtplib.SMTP(HOST, self._port, timeout=2) as client:
                return client.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(help="by default TANGGAP_SMTP_PORT or 2525")] = None,
    directory: Directory = None,
) -> None:
    """Receive mail until it is ended."""
    stack = stack_from()
    folder = directory or stack.mail
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_serve(port or stack.ports.smtp, folder))


async def _serve(port: int, directory: Path) -> None:
    handler = MailHandler(directory)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True, ident="Tanggap mailbox"), HOST, port)
    async with server:
        await server.serve_forever()


@app.command("list")
def list_mails(directory: Directory = None) -> None:
    """List the mails, oldest first."""
    table = Table("", "received", "to", "subject", "receptions")
    for number, mail in enumerate(read_mails(directory or stack_from().mail), start=1):
        when = mail.received_at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(str(number), when, ", ".join(mail.recipients), mail.subject, str(mail.receptions))
    Console().print(table)


@app.command()
def show(number: int, directory: Directory = None) -> None:
    """Show one mail, by its number in the list."""
    mails = read_mails(directory or stack_from().mail)
    if not 0 < number <= len(mails):
        print(f"there is no mail {number}: the list has {len(mails)}", file=sys.stderr)
        raise typer.Exit(1)
    mail = mails[number - 1]
    for name, value in mail.message().items():
        print(f"{name}: {value}")
    print(f"\n{mail.text}")


if __name__ == "__main__":
    app()
