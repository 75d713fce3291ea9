"""`tanggap webhooks`: the same as the API, for any channel."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from contracts.values import Code
from services.notify.api import schemas
from services.notify.application import webhook_deliveries, webhooks
from services.notify.application.dependencies import Dependencies
from services.notify.application.webhooks import Changes
from services.notify.domain.webhooks import Webhook
from services.notify.store.by_time import Place
from services.notify.store.webhook_log import Logged
from tools.tanggap.output import Json, Yes, ask, say, show
from tools.tanggap.running import with_webhooks
from tools.tanggap.times import moment

app = typer.Typer(no_args_is_help=True, help="Endpoints of channels, which are told of what happens to complaints.")

Id = Annotated[str, typer.Argument(help="Id of the webhook: wh_…", show_default=False)]
COLUMNS = ("id", "channel", "enabled", "disabled_because", "failing_since", "events", "url")
LOG_COLUMNS = ("planned_at", "id", "event", "complaint_id", "seq", "state", "attempts")


def _channel(text: str) -> str:
    try:
        return TypeAdapter(Code).validate_python(text)
    except ValidationError as error:
        raise typer.BadParameter("must be the id of a channel, such as sp4n") from error


Channel = Annotated[str, typer.Option(help="Id of the channel.", parser=_channel, show_default=False)]


@app.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Where to post.", show_default=False)],
    channel: Channel,
    event: Annotated[list[str] | None, typer.Option(help="Kind of event; again for more. None: all.")] = None,
    description: Annotated[str, typer.Option(help="For people.")] = "",
    as_json: Json = False,
) -> None:
    """Make a webhook and show its secret, this once."""
    made = with_webhooks(context.obj, lambda deps: webhooks.create(deps, channel, url, event or (), description))
    show(_with_secret(made), as_json)


@app.command("list")
def list_webhooks(
    context: typer.Context,
    channel: Annotated[str | None, typer.Option(help="Only those of this channel.")] = None,
    as_json: Json = False,
) -> None:
    """List the webhooks of all channels."""
    found = with_webhooks(context.obj, lambda deps: webhooks.listed(deps, channel))
    show([_row(webhook) for webhook in found], as_json, COLUMNS)


@app.command("show")
def show_webhook(context: typer.Context, id: Id, as_json: Json = False) -> None:
    """Show one webhook; its secrets are never shown again."""
    show(_row(with_webhooks(context.obj, lambda deps: webhooks.found(deps, None, id))), as_json)


@app.command()
def rotate(
    context: typer.Context,
    id: Id,
    drop_old: Annotated[bool, typer.Option("--drop-old", help="Only end the old secret; make no new one.")] = False,
    as_json: Json = False,
) -> None:
    """Make a new secret and show it, this once. The old one goes on signing until --drop-old or the next rotation."""
    if drop_old:
        show(_row(with_webhooks(context.obj, lambda deps: webhooks.drop_old_secret(deps, None, id))), as_json)
    else:
        show(_with_secret(with_webhooks(context.obj, lambda deps: webhooks.rotate(deps, None, id))), as_json)


@app.command()
def enable(context: typer.Context, id: Id, as_json: Json = False) -> None:
    """Send to it again."""
    _set_enabled(context, id, True, as_json)


@app.command()
def disable(context: typer.Context, id: Id, as_json: Json = False) -> None:
    """Send nothing to it."""
    _set_enabled(context, id, False, as_json)


def _set_enabled(context: typer.Context, id: str, enabled: bool, as_json: bool) -> None:
    changes = Changes(enabled=enabled)
    show(_row(with_webhooks(context.obj, lambda deps: webhooks.change(deps, None, id, changes))), as_json)


@app.command()
def remove(context: typer.Context, id: Id, yes: Yes = False, as_json: Json = False) -> None:
    """Forget a webhook for good."""
    ask(f"Remove {id}? Its channel will hear nothing more by it.", yes)
    with_webhooks(context.obj, lambda deps: webhooks.remove(deps, None, id))
    show({"removed": id}, as_json)


@app.command()
def test(context: typer.Context, id: Id, as_json: Json = False) -> None:
    """Send a test; the log says what becomes of it."""
    sent = with_webhooks(context.obj, lambda deps: webhook_deliveries.send_test(deps, None, id))
    show({"delivery_id": sent.id}, as_json)


@app.command()
def deliveries(
    context: typer.Context,
    id: Id,
    delivery: Annotated[str | None, typer.Argument(help="Only this one, with request and answers.")] = None,
    cursor: Annotated[str | None, typer.Option(help="`next` of the page before.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=webhook_deliveries.MAX_AT_ONCE)] = 20,
    as_json: Json = False,
) -> None:
    """Show what was sent, the latest first."""
    if delivery is not None:
        return show(with_webhooks(context.obj, lambda deps: _one(deps, id, delivery)), as_json)
    place = _place(cursor)
    page = with_webhooks(context.obj, lambda deps: webhook_deliveries.page(deps, None, id, place, limit))
    rows, following = [_log_row(each) for each in page.deliveries], page.following and str(page.following)
    if as_json:
        return show({"deliveries": rows, "next": following}, as_json)
    show([{**row, "attempts": len(row["attempts"])} for row in rows], as_json, LOG_COLUMNS)
    if following:
        say(f"go on with --cursor {following}", as_json)


@app.command()
def redeliver(
    context: typer.Context,
    id: Id,
    delivery: Annotated[str | None, typer.Argument(help="Only this one.")] = None,
    begin: Annotated[
        datetime | None, typer.Option("--from", parser=moment, help="Planned then or later: 2h, 3d …")
    ] = None,
    to: Annotated[datetime | None, typer.Option(parser=moment, help="Planned then or before; now by default.")] = None,
    failed_only: Annotated[bool, typer.Option("--failed-only", help="Leave out what was delivered.")] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Send one delivery again, or a range of them, under the same message ids."""
    if (delivery is None) == (begin is None):
        raise typer.BadParameter("name one delivery, or a range by --from")
    if delivery is not None:
        again = with_webhooks(context.obj, lambda deps: webhook_deliveries.redeliver(deps, None, id, delivery))
        return show({"delivery_id": again.id}, as_json)
    assert begin is not None
    start, until = Place.before(begin), to or datetime.now(UTC)
    ask(f"Send again all that was planned for {id} since {begin:%Y-%m-%d %H:%M}Z?", yes)
    count = with_webhooks(context.obj, lambda deps: _all(deps, id, start, until, failed_only))
    show({"redelivered": count}, as_json)


async def _all(deps: Dependencies, id: str, start: Place, until: datetime, failed_only: bool) -> int:
    """The whole range, call by call."""
    count, place = 0, start
    while True:
        done = await webhook_deliveries.redeliver_range(deps, None, id, place, until, failed_only)
        count += done.count
        if done.following is None:
            return count
        place = done.following


async def _one(deps: Dependencies, id: str, delivery: str) -> dict[str, Any]:
    logged = await webhook_deliveries.one(deps, None, id, delivery)
    return schemas.with_request(logged, await deps.request_of(logged.delivery)).model_dump()


def _place(cursor: str | None) -> Place | None:
    try:
        return None if cursor is None else Place.parse(cursor)
    except ValueError as error:
        raise typer.BadParameter("--cursor: send `next` of the page before, as it is") from error


def _row(webhook: Webhook) -> dict[str, Any]:
    return {"channel": webhook.channel, **schemas.webhook_view(webhook).model_dump()}


def _with_secret(webhook: Webhook) -> dict[str, Any]:
    return {**_row(webhook), "secret": webhook.secrets[0]}


def _log_row(logged: Logged) -> dict[str, Any]:
    return schemas.delivery_view(logged).model_dump()
