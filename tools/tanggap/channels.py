"""`tanggap channel`: the systems that may call, as far as they are kept in the store. Those of the access file are
changed in that file.
"""

from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from chassis.access import Channel, Kind, managing
from chassis.access.managing import Issued
from contracts.values import Code, Language
from tools.tanggap.output import Json, show
from tools.tanggap.running import taken_channel_ids, with_channels

app = typer.Typer(no_args_is_help=True, help="Systems that hand complaints in: their keys, limits and rights.")

COLUMNS = (
    "id",
    "kind",
    "language",
    "rate",
    "bulk",
    "sandbox",
    "may_import",
    "keys",
    "secrets",
    "enabled",
    "created_at",
)


def _id(text: str) -> str:
    try:
        return TypeAdapter(Code).validate_python(text)
    except ValidationError as error:
        raise typer.BadParameter("must be like sp4n: lower case letters, digits, - and _, at most 64") from error


def _language(text: str) -> str:
    try:
        return TypeAdapter(Language).validate_python(text)
    except ValidationError as error:
        raise typer.BadParameter("must be a language code such as id or en") from error


Id = Annotated[str, typer.Argument(help="Id of the channel, such as sp4n.", parser=_id, show_default=False)]
Hmac = Annotated[bool, typer.Option("--hmac", help="A secret that signs requests.")]


@app.command()
def add(
    context: typer.Context,
    id: Id,
    kind: Annotated[Kind, typer.Option(help="What sort of system it is.")] = Kind.OTHER,
    language: Annotated[
        str | None, typer.Option(parser=_language, help="Of its people; the city's first by default.")
    ] = None,
    rate: Annotated[int, typer.Option(min=1, max=1_000_000, help="Requests a minute.")] = 600,
    bulk: Annotated[bool, typer.Option("--bulk", help="Refused before others when we fall behind.")] = False,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="What it sends in reaches nobody.")] = False,
    may_import: Annotated[
        bool, typer.Option("--may-import", help="It may hand in what was begun, or was over, in another system.")
    ] = False,
    hmac: Hmac = False,
    no_key: Annotated[bool, typer.Option("--no-key", help="Only signed requests; needs --hmac.")] = False,
    as_json: Json = False,
) -> None:
    """Make a channel and show its key, this once; with --hmac also its secret."""
    taken = taken_channel_ids(context.obj)
    wanted = Channel(id, kind, language, rate, bulk, sandbox, may_import=may_import)
    made = with_channels(context.obj, lambda store: managing.add(store, wanted, hmac=hmac, key=not no_key, taken=taken))
    show(_issued(made), as_json)


@app.command("list")
def list_channels(context: typer.Context, as_json: Json = False) -> None:
    """List the channels of the store."""
    found = with_channels(context.obj, managing.listed)
    show([_row(channel) for channel in found], as_json, COLUMNS)


@app.command("show")
def show_channel(context: typer.Context, id: Id, as_json: Json = False) -> None:
    """Show one channel; its keys and secrets are never shown again."""
    show(_row(with_channels(context.obj, lambda store: managing.found(store, id))), as_json)


@app.command()
def rotate(
    context: typer.Context,
    id: Id,
    hmac: Hmac = False,
    drop_old: Annotated[bool, typer.Option("--drop-old", help="Only end what is old; make nothing new.")] = False,
    as_json: Json = False,
) -> None:
    """Make a new key (or secret), shown this once. The older one is valid until --drop-old or the next rotation."""
    if drop_old:
        show(_row(with_channels(context.obj, lambda store: managing.drop_old(store, id))), as_json)
    else:
        show(_issued(with_channels(context.obj, lambda store: managing.rotate(store, id, hmac=hmac))), as_json)


@app.command()
def disable(context: typer.Context, id: Id, as_json: Json = False) -> None:
    """Refuse whatever it sends, within seconds."""
    show(_row(with_channels(context.obj, lambda store: managing.disable(store, id))), as_json)


@app.command()
def enable(context: typer.Context, id: Id, as_json: Json = False) -> None:
    """Take what it sends again."""
    show(_row(with_channels(context.obj, lambda store: managing.enable(store, id))), as_json)


def _row(channel: Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "kind": channel.kind.value,
        "language": channel.language,
        "rate": channel.rate,
        "bulk": channel.bulk,
        "sandbox": channel.sandbox,
        "may_import": channel.may_import,
        "keys": len(channel.keys),
        "key_since": channel.keys[0].since if channel.keys else None,
        "secrets": len(channel.secrets),
        "secret_since": channel.secrets[0].since if channel.secrets else None,
        "enabled": channel.is_enabled,
        "disabled_at": channel.disabled_at,
        "created_at": channel.created_at,
    }


def _issued(made: Issued) -> dict[str, Any]:
    shown = {"key": made.key, "secret": made.secret}
    return _row(made.channel) | {name: value for name, value in shown.items() if value is not None}
