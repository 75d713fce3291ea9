"""Files many complaints: what got no result, or one that says to try later, is sent again until each has its own."""

import asyncio
import json
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from typing import Any

from tanggap_client.errors import Unavailable
from tanggap_client.models import BatchResult, NewComplaint
from tanggap_client.retrying import LATER, Retrying
from tanggap_client.transport import Transport

PATH = "/v1/complaints/batch"
HEADERS = {"Content-Type": "application/x-ndjson"}
MAX_LINES = 10_000
"""What the API takes in one request."""

Complaints = Iterable[NewComplaint] | AsyncIterable[NewComplaint]


async def portions(complaints: Complaints, size: int) -> AsyncIterator[list[NewComplaint]]:
    """The complaints in their order, so many at a time; never more of them are held at once."""
    portion: list[NewComplaint] = []
    async for each in _asynchronous(complaints):
        portion.append(each)
        if len(portion) == size:
            yield portion
            portion = []
    if portion:
        yield portion


async def _asynchronous(complaints: Complaints) -> AsyncIterator[NewComplaint]:
    if isinstance(complaints, AsyncIterable):
        async for each in complaints:
            yield each
    else:
        for each in complaints:
            yield each


async def file_portion(
    portion: Sequence[NewComplaint], first: int, transport: Transport, retrying: Retrying
) -> AsyncIterator[BatchResult]:
    """The results in the order of the complaints, the first of which is at the position `first`.

    Raises `Unavailable` after as many attempts in a row as are allowed in which no further result came.
    """
    known: dict[int, BatchResult] = {}
    answered, attempt = 0, 0
    while answered < len(portion):
        before = len(known)
        try:
            async for result in _attempt(portion, first, known, transport):
                known[result.position - first] = result
                while answered in known:
                    yield known[answered]
                    answered += 1
        except Unavailable:
            pass  # what has a result keeps it; the others are sent again
        attempt = 1 if len(known) > before else attempt + 1
        if answered < len(portion):
            if attempt >= retrying.attempts:
                raise Unavailable(f"{len(portion) - len(known)} complaints have no result after {attempt} attempts")
            await asyncio.sleep(retrying.pause_s(attempt, {}))


async def _attempt(
    portion: Sequence[NewComplaint], first: int, known: dict[int, BatchResult], transport: Transport
) -> AsyncIterator[BatchResult]:
    """The results of those that have none yet, without those that say to try later."""
    places = [place for place in range(len(portion)) if place not in known]
    content = b"".join(_line(portion[place]) for place in places)
    async for line in transport.lines(PATH, content, HEADERS):
        answer: dict[str, Any] = json.loads(line)
        if answer["status"] not in LATER:
            place = places[answer["line"] - 1]
            yield BatchResult.model_validate(
                {**answer, "position": first + place, "external_id": portion[place].external_id}
            )


def _line(complaint: NewComplaint) -> bytes:
    return json.dumps(complaint.body()).encode("ascii") + b"\n"
