"""Room for large forms: how many of them may come in at once."""

import asyncio

from starlette.requests import Request

from chassis.http.context import MAX_BODY
from web.problems import PageProblem
from web.site import site_of

WITHIN_S = 10.0
_RETRY_S = 30


async def take_room(http: Request) -> None:
    """Wait until a large form may come in: what is not read yet fills no disk. Ends a request that waits too long."""
    length = http.headers.get("content-length", "")
    if length.isdecimal() and int(length) <= MAX_BODY:
        return
    try:
        async with asyncio.timeout(WITHIN_S):
            await site_of(http).room.acquire()
    except TimeoutError as error:
        raise PageProblem("busy", _RETRY_S) from error
    http.state.takes_room = True


def leave_room(http: Request) -> None:
    """The files of this request are gone."""
    if getattr(http.state, "takes_room", False):
        site_of(http).room.release()
