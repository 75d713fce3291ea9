"""`tanggap status`: how every process is, what waits, and what went to the dead letters, on one screen."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from chassis.dead_letter_topics import MAX_READ, DeadLetterTopics
from chassis.errors import BrokerUnavailable, ConfigurationError
from contracts.topics import TOPICS
from deploy.local.environment import stack_from
from deploy.local.ports import is_listening
from deploy.processes import PROCESSES
from tools.tanggap.health import Health, Process, Verdict, health_of, samples_of
from tools.tanggap.output import Json, show
from tools.tanggap.settings import BrokerSettings, broker_if_known
from tools.tanggap.trace import in_seconds

TIMEOUT_S = 3.0
DAY = timedelta(days=1)
_WORDS = {
    Verdict.WELL: ("all well", "green"),
    Verdict.WRONG: ("wrong", "red"),
    Verdict.UNKNOWN: ("not known", "yellow"),
}


def _named(text: str) -> tuple[str, str]:
    name, _, url = text.partition("=")
    if not name or not url.startswith(("http://", "https://")):
        raise typer.BadParameter("must be like sla=http://sla.tanggap:9103")
    return name, url.rstrip("/")


Ops = Annotated[
    list[Any] | None,
    typer.Option("--ops", parser=_named, metavar="NAME=URL", help="A process and its operations port; once for each."),
]


def status(context: typer.Context, ops: Ops = None, as_json: Json = False) -> None:
    """Show how every process is, what waits for whom, and the dead letters of the last day.

    Asks /readyz and /metrics of the processes of `make up`, or of those given with --ops; and, where KAFKA_BOOTSTRAP is
    set, the topics of dead letters. Leaves with 0 when all is well, 1 when something is wrong, 2 when it cannot tell.
    """
    asked: Sequence[tuple[str, str]] = ops or _of_stack(context.obj)
    if not asked:
        typer.echo("no process is known: give --ops name=url for each, or start a stack with `make up`", err=True)
        raise typer.Exit(Verdict.UNKNOWN)
    try:
        broker = broker_if_known(context.obj)
    except ConfigurationError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(Verdict.UNKNOWN) from error
    health = asyncio.run(_look(asked, broker))
    if as_json:
        show(_as_json(health), as_json)
    else:
        _print(health)
    raise typer.Exit(health.verdict)


def _of_stack(local: bool) -> list[tuple[str, str]]:
    """The processes of the local stack, if any of it is there."""
    stack = stack_from()
    there = local or any(is_listening(port) for port in stack.ports.by_name().values())
    return [(name, stack.ops_url(name)) for name in PROCESSES] if there else []


async def _look(asked: Sequence[tuple[str, str]], broker: BrokerSettings | None) -> Health:
    async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False) as http:
        looking = asyncio.gather(*(_ask(http, name, url) for name, url in asked))
        letters, why_unknown = await _dead_letters(broker)
        return health_of(await looking, letters, why_unknown)


async def _ask(http: httpx.AsyncClient, name: str, url: str) -> Process:
    try:
        ready, metrics = await asyncio.gather(http.get(f"{url}/readyz"), http.get(f"{url}/metrics"))
        reasons = ready.json()["reasons"]
        return Process(name, url, ready.status_code == 200, reasons, samples_of(metrics.text))
    except httpx.HTTPError as error:
        return Process(name, url, None, {"answer": str(error) or type(error).__name__})
    except (KeyError, TypeError, ValueError):
        return Process(name, url, None, {"answer": "what answers there is no process of ours"})


async def _dead_letters(broker: BrokerSettings | None) -> tuple[Mapping[str, int] | None, str | None]:
    """How many came in the last day by topic, and why that is not known although it was asked for."""
    if broker is None:
        return None, None
    topics = DeadLetterTopics(broker.kafka_bootstrap, broker.topic_prefix)
    since = datetime.now(UTC) - DAY
    try:
        return {topic.name: len(await topics.read(topic, since)) for topic in TOPICS if topic.events}, None
    except BrokerUnavailable as error:
        return None, f"dead letters: {error}"


def _as_json(health: Health) -> dict[str, Any]:
    return {
        "verdict": _WORDS[health.verdict][0],
        "wrong": list(health.wrong),
        "unknown": list(health.unknown),
        "processes": [
            {
                "name": each.name,
                "url": each.url,
                "ready": each.is_ready,
                "reasons": dict(each.reasons),
                "version": each.version,
                "started_at": each.started_at,
                "oldest_waiting_s": each.waits_s,
            }
            for each in health.processes
        ],
        "lag": [{"stage": each.stage, "topic": each.topic, "records": each.records} for each in health.lag],
        "outboxes": [
            {"topic": each.topic, "oldest_s": each.oldest_s, "relays": each.relays} for each in health.outboxes
        ],
        "dead_letters_of_a_day": health.dead_letters,
    }


def _print(health: Health) -> None:
    console = Console(soft_wrap=False)
    lag = {
        name: [f"{each.topic} {each.records}" for each in health.lag if each.stage == name] for name in _names(health)
    }
    table = _table("process", "state", "version", "since", "oldest waiting", "lag")
    for each in health.processes:
        state = {None: "no answer", True: "ready", False: "not ready"}[each.is_ready]
        since = f"{each.started_at:%Y-%m-%d %H:%M}Z" if each.started_at else "-"
        cells = (
            each.name,
            state,
            each.version or "-",
            since,
            in_seconds(each.waits_s),
            ", ".join(lag[each.name]) or "-",
        )
        table.add_row(*map(Text, cells))
    console.print(table)
    waiting = _table("outbox", "oldest", "publishing", "dead letters of a day")
    letters = health.dead_letters
    topics = list(dict.fromkeys([*(each.topic for each in health.outboxes), *(letters or {})]))
    outboxes = {each.topic: each for each in health.outboxes}
    for topic in topics:
        outbox = outboxes.get(topic)
        oldest, relays = (in_seconds(outbox.oldest_s), str(outbox.relays)) if outbox else ("-", "-")
        count = "not known" if letters is None else str(letters.get(topic, 0))
        waiting.add_row(*map(Text, (topic, oldest, relays, f"{MAX_READ} or more" if count == str(MAX_READ) else count)))
    console.print(waiting)
    word, colour = _WORDS[health.verdict]
    console.print(Text(word, style=colour))
    for line in (*health.wrong, *health.unknown):
        console.print(Text(f"  {line}"))


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _names(health: Health) -> set[str]:
    return {each.name for each in health.processes}
