"""`tanggap trace`: each hop of one complaint with its delay, from the topics themselves."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from chassis.keyed_records import KeyedRecords
from contracts.topics import ASSIGNMENTS, COMPLAINTS, DEADLINES, DEADLINES_FIRED, NOTIFICATIONS
from tools.tanggap.life import Hop, life_of
from tools.tanggap.output import Json, show
from tools.tanggap.running import EXIT_REFUSED, with_broker
from tools.tanggap.settings import BrokerSettings
from tools.tanggap.times import moment

TOPICS = (COMPLAINTS, ASSIGNMENTS, DEADLINES, NOTIFICATIONS, DEADLINES_FIRED)
COLUMNS = ("written_at", "step", "about", "to_topic", "after_cause", "topic")

Id = Annotated[str, typer.Argument(help="Id of the complaint.", show_default=False)]
Since = Annotated[
    datetime | None, typer.Option(parser=moment, help="Read from then on: 2h, 3d, or a time with its offset.")
]


def trace(context: typer.Context, id: Id, since: Since = None, as_json: Json = False) -> None:
    """Show each hop of one complaint: when it happened, when it was written, and what it waited for.

    Reads the complaint's partition of each topic from its beginning, or `--since`. Needs KAFKA_BOOTSTRAP. Leaves with 1
    when the topics know no such complaint.
    """
    progress = Progress(
        TextColumn("reading"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), disable=as_json, transient=True,
    )  # fmt: skip
    with progress:
        task = progress.add_task("reading", total=None)

        async def read(chosen: BrokerSettings) -> list[Hop]:
            records = KeyedRecords(chosen.kafka_bootstrap, chosen.topic_prefix)
            found = await records.read(
                TOPICS, id.encode(), since, lambda done, total: progress.update(task, completed=done, total=total)
            )
            life = life_of(found)
            if life.unreadable:
                typer.echo(f"{life.unreadable} records are of no event that this version knows", err=True)
            return list(life.hops)

        hops = with_broker(context.obj, read)
    if not hops:
        begin = f" since {since:%Y-%m-%d %H:%M}Z" if since else ""
        typer.echo(f"the topics hold nothing about a complaint {id!r}{begin}", err=True)
        raise typer.Exit(EXIT_REFUSED)
    show([hop.as_json() for hop in hops] if as_json else [_row(hop) for hop in hops], as_json, COLUMNS)


def _row(hop: Hop) -> dict[str, object]:
    again = f" (written {hop.repeats + 1} times)" if hop.repeats else ""
    return {
        "written_at": f"{hop.written_at:%Y-%m-%d %H:%M:%S}.{hop.written_at.microsecond // 1000:03}Z",
        "step": hop.step,
        "about": hop.about + again,
        "to_topic": in_seconds(hop.to_topic_s),
        "after_cause": in_seconds(hop.after_cause_s),
        "topic": f"{hop.topic}/{hop.partition}/{hop.offset}",
    }


def in_seconds(seconds: float | None) -> str:
    """A delay as people read it; a clock that is a little ahead makes no delay negative."""
    if seconds is None:
        return "-"
    if seconds < 60:
        return f"{max(0.0, seconds):.3f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
