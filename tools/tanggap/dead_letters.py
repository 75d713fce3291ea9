"""`tanggap dead-letters`: what could not be handled or delivered. No address is ever printed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import track

from chassis.dead_letter_topics import DeadLetter
from services.notify.application.dead_letters import DeadLetters, topic_names
from services.notify.application.refusals import Refusal
from services.notify.domain.dead_letters import Wanted
from services.notify.store.dead_letters import FailedDelivery
from tools.tanggap.output import Json, Yes, ask, show
from tools.tanggap.running import EXIT_REFUSED, with_dead_letters
from tools.tanggap.times import moment

app = typer.Typer(no_args_is_help=True, help="Events that could not be handled, messages that could not be delivered.")

COLUMNS = ("id", "at", "code", "stage", "subject", "recipient", "attempts")
HANDLED_COLUMNS = (*COLUMNS, "handled", "handled_because")
MAX_AT_ONCE = 10_000
ATTRIBUTES = ("id", "type", "source", "time", "traceparent")
"""What is shown of a record that is an event; the rest may be anything at all."""


def _topic(text: str) -> str:
    if text not in topic_names():
        raise typer.BadParameter(f"must be one of {', '.join(topic_names())}")
    return text


Ids = Annotated[list[str] | None, typer.Argument(help="Ids as `list` shows them.", show_default=False)]
Topic = Annotated[str | None, typer.Option(parser=_topic, help="A topic, or deliveries.")]
Reason = Annotated[str | None, typer.Option(help="Reason, or code of the last attempt.")]
Transport = Annotated[str | None, typer.Option(help="Only deliveries by this transport.")]
Recipient = Annotated[str | None, typer.Option(help="Only deliveries to this recipient (its id).")]
Since = Annotated[datetime | None, typer.Option(parser=moment, help="Since then: 2h, 3d, or a time with its offset.")]


@app.command("list")
def list_letters(
    context: typer.Context,
    topic: Topic = None,
    reason: Reason = None,
    transport: Transport = None,
    recipient: Recipient = None,
    since: Since = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_AT_ONCE)] = 100,
    with_handled: Annotated[bool, typer.Option("--all", help="Also those that were retried or dropped.")] = False,
    as_json: Json = False,
) -> None:
    """List what is open, the latest first."""
    wanted = Wanted(topic, reason, transport, recipient, since)
    found = with_dead_letters(context.obj, lambda letters: letters.find(wanted, datetime.now(UTC), limit, with_handled))
    show([asdict(entry) for entry in found], as_json, HANDLED_COLUMNS if with_handled else COLUMNS)


@app.command("show")
def show_letter(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="Id as `list` shows it.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Show why one of them could not be handled."""
    letter = with_dead_letters(context.obj, lambda letters: letters.letter(id))
    show(_of_topic(letter) if isinstance(letter, DeadLetter) else _of_delivery(id, letter), as_json)


@app.command()
def retry(
    context: typer.Context,
    ids: Ids = None,
    topic: Topic = None,
    reason: Reason = None,
    transport: Transport = None,
    recipient: Recipient = None,
    since: Since = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Try them again: deliveries are sent, records are published to their topic once more."""
    wanted, now = Wanted(topic, reason, transport, recipient, since), datetime.now(UTC)
    _handle(context, "retry", ids, wanted, yes, as_json, lambda letters, id: letters.retry(id, now))


@app.command()
def drop(
    context: typer.Context,
    because: Annotated[str, typer.Option(help="Why nothing is to come of them.", show_default=False)],
    ids: Ids = None,
    topic: Topic = None,
    reason: Reason = None,
    transport: Transport = None,
    recipient: Recipient = None,
    since: Since = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Leave them as they are for good."""
    wanted, now = Wanted(topic, reason, transport, recipient, since), datetime.now(UTC)
    _handle(context, "drop", ids, wanted, yes, as_json, lambda letters, id: letters.drop(id, because, now))


def _handle(
    context: typer.Context,
    verb: str,
    ids: Sequence[str] | None,
    wanted: Wanted,
    yes: bool,
    as_json: bool,
    one: Callable[[DeadLetters, str], Awaitable[None]],
) -> None:
    """Do it to each; one that is refused does not hold up the others."""
    chosen = list(dict.fromkeys(ids or ()))
    if bool(chosen) == (wanted != Wanted()):
        raise typer.BadParameter("name ids, or choose by --topic, --reason, --transport, --recipient or --since")
    if not chosen:
        found = with_dead_letters(context.obj, lambda letters: letters.find(wanted, datetime.now(UTC), MAX_AT_ONCE))
        chosen = [entry.id for entry in reversed(found)]
    if len(chosen) > 1:
        ask(f"{verb.capitalize()} {len(chosen)} dead letters?", yes)
    refused = with_dead_letters(context.obj, lambda letters: _each(letters, verb, chosen, one, as_json))
    show({"done": len(chosen) - len(refused), "refused": refused}, as_json)
    if refused:
        raise typer.Exit(EXIT_REFUSED)


async def _each(
    letters: DeadLetters,
    verb: str,
    ids: Sequence[str],
    one: Callable[[DeadLetters, str], Awaitable[None]],
    as_json: bool,
) -> dict[str, str]:
    """Why some of them were refused, by id."""
    refused: dict[str, str] = {}
    progress = track(ids, verb, console=Console(stderr=True), disable=as_json or len(ids) < 2, transient=True)
    for id in progress:
        try:
            await one(letters, id)
        except Refusal as refusal:
            refused[id] = str(refusal)
    return refused


def _of_topic(letter: DeadLetter) -> dict[str, Any]:
    partition, offset = letter.came_from
    return {
        "id": letter.id,
        "at": letter.at,
        "stage": letter.stage,
        "reason": letter.reason,
        "detail": letter.detail,
        "came_from": f"{letter.topic.name}, partition {partition}, offset {offset}",
        "key": letter.key.decode("utf-8", "replace")[:64] if letter.key is not None else None,
        "bytes": len(letter.value),
        **_attributes(letter.value),
    }


def _attributes(value: bytes) -> dict[str, Any]:
    """What an event says of itself, and nothing of what it is about."""
    try:
        event = orjson.loads(value)
    except orjson.JSONDecodeError:
        return {}
    if not isinstance(event, dict):
        return {}
    return {f"event_{name}": str(event[name])[:100] for name in ATTRIBUTES if name in event}


def _of_delivery(id: str, failed: FailedDelivery) -> dict[str, Any]:
    delivery = failed.delivery
    return {
        "id": id,
        "failed_at": failed.failed_at,
        "code": failed.code,
        "transport": delivery.transport,
        "recipient": delivery.recipient,
        "template": delivery.template,
        "level": delivery.level,
        f"{delivery.about}_id": delivery.subject_id or None,
        "cause": delivery.cause,
        "planned_at": delivery.planned_at,
        # Without the replies: a mail server may repeat the address in them.
        "attempts": [
            {"at": each.at, "outcome": each.outcome, "code": each.code, "latency_ms": each.latency_ms}
            for each in failed.attempts
        ],
        "digest": delivery.digest,
    }
