"""Files many complaints: what got no result, or one that says to try later, is sent again until each has its own."""

import asyncio
import json
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from tanggap_client.errors import Unavailable
from tanggap_client.models import BatchResult, NewComplaint
from tanggap_client.retrying import LATER, Retrying
from tanggap_client.transport import Transport

PATH = "/v1/complaints/batch"
HEADERS = {"Content-Type": "application/x-ndjson"}
MAX_LINES = 10_000
"""What the API takes in one request."""

Given = NewComplaint | Mapping[str, Any]
"""A complaint, or its body as it is to be sent: for fields that `NewComplaint` does not have."""
Complaints = Iterable[Given] | AsyncIterable[Given]


async def portions(complaints: Complaints, size: int) -> AsyncIterator[list[Given]]:
    """The complaints in their order, so many at a time; never more of them are held at once."""
    portion: list[Given] = []
    async for each in _asynchronous(complaints):
        portion.append(each)
        if len(portion) == size:
            yield portion
            portion = []
    if portion:
        yield portion


async def _asynchronous(complaints: Complaints) -> AsyncIterator[Given]:
    if isinstance(complaints, AsyncIterable):
        async for each in complaints:
            yield each
    else:
        for each in complaints:
            yield each


async def file_portion(
    portion: Sequence[Given], first: int, transport: Transport, retrying: Retrying
) -> AsyncIterator[BatchResult]:
    """The results in the order of the complaints, the first of which is at the position `first`.

    Raises `Unavailable` after as many attempts in a row as are allowed in which no further result came.
    """
    known: dict[int, BatchResult] = {}
    answered, attempt = 0, 0
    while answered < len(portion):
        before, last = len(known), Unavailable("the answer was to try later")
        try:
            async for result in _attempt(portion, first, known, transport):
                known[result.position - first] = result
                while answered in known:
                    yield known[answered]
                    answered += 1
        except Unavailable as error:
            last = error  # what has a result keeps it; the others are sent again
        attempt = 1 if len(known) > before else attempt + 1
        if answered < len(portion):
            if attempt >= retrying.attempts:
                left = len(portion) - len(known)
                message = f"{left} complaints have no result after {attempt} attempts; the last one: {last}"
                raise Unavailable(message, last.headers)
            await asyncio.sleep(retrying.pause_s(attempt, last.headers))


async def _attempt(
    portion: Sequence[Given], first: int, known: dict[int, BatchResult], transport: Transport
) -> AsyncIterator[BatchResult]:
    """The results of those that have none yet, without those that say to try later."""
    places = [place for place in range(len(portion)) if place not in known]
    bodies = {place: _body(portion[place]) for place in places}
    content = b"".join(_line(body) for body in bodies.values())
    async for line in transport.lines(PATH, content, HEADERS):
        answer: dict[str, Any] = json.loads(line)
        if answer["status"] not in LATER:
            place = places[answer["line"] - 1]
            yield BatchResult.model_validate(
                {**answer, "position": first + place, "external_id": bodies[place].get("external_id")}
            )


def _body(complaint: Given) -> Mapping[str, Any]:
    return complaint.body() if isinstance(complaint, NewComplaint) else complaint


def _line(body: Mapping[str, Any]) -> bytes:
    """ASCII, so that also halves of characters arrive, and are refused with words."""
    return json.dumps(body).encode("ascii") + b"\n"
