"""GET requests, one or many, and the id behind a token."""

import asyncio
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from services.complaints.application.public import (
    MAX_LISTED,
    PublicQuery,
    list_public,
    public_with_id,
    public_with_ids,
)
from services.complaints.open311 import photos
from services.complaints.open311.answers import Answer, Row, response
from services.complaints.open311.call import Call, call_of
from services.complaints.open311.filing import file_request
from services.complaints.open311.refused import Refused
from services.complaints.open311.standing import CLOSED, OPEN
from services.complaints.open311.views import request_row
from services.complaints.record import Record

MAX_SPAN = timedelta(days=90)
AT_A_TIME = 16
"""Complaints that are put into words before others have their turn: whoever hands one in must not wait for a list."""
_IS_OPEN = {OPEN: True, CLOSED: False}


async def requests(http: Request) -> Response:
    """POST hands a complaint in; GET lists those that are asked for."""
    call = await call_of(http)
    return await file_request(call) if http.method == "POST" else await _list(call)


async def one_request(http: Request) -> Response:
    """How one complaint stands."""
    call = await call_of(http)
    record = await found(http.path_params["service_request_id"], "request_unknown", call)
    return _answer([_row(record, call)], call)


async def token(http: Request) -> Response:
    """Every complaint has its id at once, so that the id is its own token."""
    call = await call_of(http)
    record = await found(http.path_params["token_id"], "token_unknown", call)
    complaint_id = record.complaint.id
    return _answer([{"service_request_id": complaint_id, "token": complaint_id}], call)


async def found(complaint_id: str, error: str, call: Call) -> Record:
    """The complaint with this id; refused when there is none for this caller."""
    record = await public_with_id(complaint_id, call.reader, call.deps)
    if record is None:
        raise Refused(error, 404, id=complaint_id)
    return record


def ids_of(call: Call) -> tuple[str, ...]:
    """The ids that are asked for; refused are more than a list may have."""
    ids = call.given.all("service_request_id")
    if len(ids) > MAX_LISTED:
        raise Refused("too_many_ids", max=MAX_LISTED)
    return ids


async def _list(call: Call) -> Response:
    ids = ids_of(call)
    wanted = public_with_ids(ids, call.reader, call.deps) if ids else list_public(_query(call), call.deps)
    rows: list[Row] = []
    async with call.lists:
        async for each in wanted:
            rows.append(_row(each, call))
            if len(rows) % AT_A_TIME == 0:
                await asyncio.sleep(0)
        return await asyncio.to_thread(_answer, rows, call)


def _query(call: Call) -> PublicQuery:
    """By default the last 90 days; of a range with one end the 90 days from there."""
    given, now = call.given, call.deps.clock()
    since, until = given.moment("start_date"), given.moment("end_date")
    statuses = given.all("status")
    if not set(statuses) <= _IS_OPEN.keys():
        raise Refused("status_wrong")
    if since is not None and until is not None:
        if until < since:
            raise Refused("dates_swapped")
        if until - since > MAX_SPAN:
            raise Refused("span_too_long", max=MAX_SPAN.days)
    until = until or (now if since is None else max(since, min(now, since + MAX_SPAN)))
    return PublicQuery(
        since=since or until - MAX_SPAN,
        until=until,
        is_open=tuple(_IS_OPEN[each] for each in statuses) or (True, False),
        categories=given.all("service_code"),
        reader=call.reader,
    )


def _row(record: Record, call: Call) -> Row:
    return request_row(record, call.reader, call.city, call.language, photos.of_request(record, call))


def _answer(rows: list[Row], call: Call) -> Response:
    return response(Answer("service_requests", rows, "request"), call.form)
