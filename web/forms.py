"""Reads the forms of pages. A form is ours only with the token that the page gave it: see `checked_form`.

Whoever is signed in has one token for the session. Everybody else gets one with the time in it: what it opens needs no
cookie, so that it proves only that the form was seen, and when.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeSerializer
from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from chassis.http.context import allow_body
from web.keys import PageKey
from web.problems import PageProblem
from web.room import take_room
from web.site import Reader, site_of

TOKEN = "form_token"
MAX_FIELDS = 1_000
MAX_FILES = 10
VISIT_LASTS = timedelta(hours=12)
_MAX_FIELD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent. A field that was not sent is empty."""

    fields: FormData

    def text(self, name: str) -> str:
        """The last value of a field, with the line ends of the rest of the world and nothing around it."""
        found = [each for each in self.fields.getlist(name) if isinstance(each, str)]
        return found[-1].replace("\r\n", "\n").strip() if found else ""

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a field."""
        return tuple(each for each in self.fields.getlist(name) if isinstance(each, str))

    def files(self, name: str) -> Iterator[UploadFile]:
        """The files of a field; browsers send an empty one where none was chosen."""
        for each in self.fields.getlist(name):
            if isinstance(each, UploadFile) and each.size:
                yield each


async def checked_form(http: Request, reader: Reader, max_body: int | None = None) -> Form:
    """The form of this request; ends it where the form is another site's, or was open for too long."""
    refuse_other_sites(http)
    form = await read_form(http, max_body)
    token, site = form.text(TOKEN), site_of(http)
    if reader.session is not None:
        is_ours = compare_digest(token.encode(), reader.session.form_token.encode())
    else:
        is_ours = visit_of(token, site.key, site.clock()) is not None
    if not is_ours:
        raise PageProblem("form_expired")
    return form


async def read_form(http: Request, max_body: int | None = None) -> Form:
    """What was sent, whoever sent it."""
    if max_body is not None:
        allow_body(http.scope["state"], max_body)
        await take_room(http)
    try:
        fields = await http.form(max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=_MAX_FIELD)
    except (MultiPartException, FormParserError, UnicodeDecodeError) as error:
        raise PageProblem("invalid") from error
    return Form(fields)


def refuse_other_sites(http: Request) -> None:
    """Browsers say where a form comes from; whoever says nothing still needs the token.

    Where services have ports of their own, a form of another one comes from another origin of the same site.
    """
    origin, fetched = http.headers.get("origin"), http.headers.get("sec-fetch-site")
    others = site_of(http).hosts.others
    ours = (http.headers.get("host"), *(urlsplit(each).netloc for each in others))
    is_elsewhere = origin not in (None, "null") and urlsplit(origin).netloc not in ours
    if is_elsewhere or fetched == "cross-site" or (fetched == "same-site" and not others):
        raise PageProblem("form_expired")


def new_visit(key: PageKey, now: datetime, nonce: str) -> str:
    """A token for a form of somebody who is not signed in. `nonce` names this one form."""
    made: Any = _signer(key).dumps([int(now.timestamp()), nonce])
    return str(made)


def visit_of(token: str, key: PageKey, now: datetime) -> tuple[timedelta, str] | None:
    """For how long a form was open, and its nonce; None when it is not ours, or was open for too long."""
    try:
        at, nonce = _signer(key).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    open_for = timedelta(seconds=int(now.timestamp()) - at)
    return (open_for, nonce) if timedelta(0) <= open_for <= VISIT_LASTS else None


def _signer(key: PageKey) -> URLSafeSerializer:
    return URLSafeSerializer(key.for_purpose("forms of citizens"))
