"""What every method is given: in which format and language to answer, who asks, and the parameters."""

import asyncio
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl

from starlette.requests import Request

from chassis.access import Channel
from chassis.http.channels import ChannelGate
from services.complaints.application.dependencies import Dependencies
from services.complaints.city import City
from services.complaints.open311.answers import JSON, XML
from services.complaints.open311.given import Given
from services.complaints.open311.refused import Refused
from web.languages import choose_language

MAX_FIELDS = 200
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Call:
    """One request. `channel` is whose key was sent; None for a caller without one."""

    http: Request
    form: str
    given: Given
    channel: Channel | None
    deps: Dependencies

    @property
    def city(self) -> City:
        """The city that is asked."""
        return self.deps.city

    @property
    def base(self) -> str:
        """The address of the host, as the city or else the caller names it."""
        known, url = self.city.open311, self.http.url
        return (known and known.url) or f"{url.scheme}://{url.netloc}"

    @cached_property
    def language(self) -> str:
        """In which the answer is."""
        return language_of(self.http, self.city)

    @property
    def reader(self) -> str | None:
        """The id of the channel that asks."""
        return self.channel.id if self.channel else None

    @property
    def lists(self) -> asyncio.Semaphore:
        """Held while a list is read: anybody may ask for one, and a few at once are enough for one process."""
        lists: asyncio.Semaphore = self.http.app.state.lists
        return lists

    @property
    def its_channel(self) -> Channel:
        """The channel that asks; refused without a key."""
        if self.channel is None:
            raise Refused("key_missing", 403)
        return self.channel


async def call_of(http: Request) -> Call:
    """Read the request. Refused are an unknown format, an unknown key, and another jurisdiction."""
    deps: Dependencies = http.app.state.deps
    form = form_of(http)
    if http.path_params.get("format", form) not in (JSON, XML):
        raise Refused("no_address", 404)
    pairs = http.query_params.multi_items()
    given = Given([*pairs, *(await _fields(http) if http.method == "POST" else ())])
    _check_jurisdiction(given, deps.city)
    return Call(http, form, given, await _channel(http, given), deps)


def form_of(http: Request) -> str:
    """The format that the end of the address names; XML, which everybody reads, where it names none."""
    ending = http.url.path.rpartition(".")[2]
    return ending if ending in (JSON, XML) else XML


def language_of(http: Request, city: City) -> str:
    """The city's first language, unless the reader accepts another one of the city's."""
    return choose_language(None, http.headers.get("accept-language"), city.languages)


async def _fields(http: Request) -> list[tuple[str, str]]:
    body = await http.body()
    kind = http.headers.get("content-type", _FORM).partition(";")[0].strip().lower()
    if kind != _FORM:
        raise Refused("not_a_form")
    try:
        return parse_qsl(body.decode("utf-8"), True, errors="strict", max_num_fields=MAX_FIELDS, separator="&")
    except UnicodeDecodeError as error:
        raise Refused("not_a_form") from error
    except ValueError as error:
        raise Refused("too_many_fields", max=MAX_FIELDS) from error


def _check_jurisdiction(given: Given, city: City) -> None:
    asked = given.one("jurisdiction_id")
    if asked is not None and city.open311 is not None and asked != city.open311.jurisdiction_id:
        raise Refused("jurisdiction_unknown", 404, known=city.open311.jurisdiction_id)


async def _channel(http: Request, given: Given) -> Channel | None:
    key = given.one("api_key") or http.headers.get("x-api-key")
    if not key:
        return None
    gate: ChannelGate = http.app.state.gate
    channel = await gate.caller(http, key)
    if channel is None:
        raise Refused("key_unknown", 403)
    return channel
