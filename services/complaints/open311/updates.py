"""GET and POST servicerequestupdates, the extension that FixMyStreet and others use.

An update is a step that everybody is shown. What is posted is the complainant's word, passed on by the channel that
handed the complaint in: a reply while something is asked of the complainant, else a comment.
"""

import asyncio
from collections.abc import Iterator
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from contracts.events import ComplaintFiled
from contracts.ids import event_id
from services.complaints.application.act import Overtaken, StepRequest, Taken, TakenBefore, act, act_once
from services.complaints.application.public import MAX_LISTED, TooMany, changed_since, public_with_id, public_with_ids
from services.complaints.domain.actions import ACTIONS
from services.complaints.domain.complaint import State
from services.complaints.domain.free_text import MAX_TEXT, WrongText, proper_key, proper_text
from services.complaints.domain.refusals import Refusal
from services.complaints.domain.rights import THE_COMPLAINANT
from services.complaints.open311 import photos
from services.complaints.open311.answers import Answer, Row, response
from services.complaints.open311.call import Call, call_of
from services.complaints.open311.refused import Refused
from services.complaints.open311.requests import AT_A_TIME, MAX_SPAN, found, ids_of
from services.complaints.open311.standing import OPEN, standing, status_after
from services.complaints.open311.views import moment
from services.complaints.record import Record
from services.complaints.timeline import known_events, timeline_for_everybody

MAX_UPDATE_ID = 100


async def updates(http: Request) -> Response:
    """POST adds to a complaint; GET lists the steps of those that are asked for, the oldest first."""
    call = await call_of(http)
    if http.method == "POST":
        rows = [await _add(call)]
    else:
        async with call.lists:
            rows = await _list(call)
    return response(Answer("service_request_updates", rows, "request_update"), call.form)


async def _list(call: Call) -> list[Row]:
    """By default those of the last 90 days."""
    since, until = call.given.moment("start_date"), call.given.moment("end_date")
    if since is not None and until is not None and until < since:
        raise Refused("dates_swapped")
    ids, now = ids_of(call), call.deps.clock()
    if ids:
        since, until = since or datetime.min.replace(tzinfo=now.tzinfo), until or now
        records = [each async for each in public_with_ids(ids, call.reader, call.deps)]
    else:
        until = until or now
        since = since or until - MAX_SPAN
        records = await _changed(since, call)
    shown: list[tuple[datetime, Row]] = []
    for number, record in enumerate(records):
        shown += [(at, row) for at, row in _rows(record, call) if since <= at <= until]
        if number % AT_A_TIME == 0:
            await asyncio.sleep(0)
    return [row for _, row in sorted(shown, key=lambda each: each[0])[:MAX_LISTED]]


async def _changed(since: datetime, call: Call) -> list[Record]:
    found_records = await changed_since(since, call.reader, call.deps)
    if isinstance(found_records, TooMany):
        raise Refused("updates_too_many")
    return found_records


def _rows(record: Record, call: Call) -> Iterator[tuple[datetime, Row]]:
    """What officers wrote to the complainant, and photos, are for the channel that handed it in, and nobody else."""
    photo_of = photos.by_seq(record, call)
    status, is_its_own = OPEN, record.complaint.routing_input.channel == call.reader
    for entry in timeline_for_everybody(record, call.city, call.language):
        status = status_after(entry.type, status)
        if entry.type == ComplaintFiled.kind():
            continue
        message = entry.message if is_its_own else None
        yield (
            entry.at,
            {
                "update_id": entry.id,
                "service_request_id": record.complaint.id,
                "status": status,
                "updated_datetime": moment(entry.at, call.city),
                "description": f"{entry.text}\n\n{message}" if message else entry.text,
                "media_url": photo_of.get(entry.seq) if entry.seq is not None else None,
            },
        )


async def _add(call: Call) -> Row:
    channel, complaint_id = call.its_channel, call.given.one("service_request_id")
    if complaint_id is None:
        raise Refused("request_missing")
    record = await found(complaint_id, "request_unknown", call)
    if record.complaint.routing_input.channel != channel.id:
        raise Refused("not_yours", 403)
    _refuse_status(record, call)
    text, update_id = _text(call), _update_id(call)
    action = "reply" if record.complaint.state is State.NEEDS_INFORMATION else "comment"
    wanted = StepRequest(
        complaint_id,
        action,
        by=THE_COMPLAINANT,
        text=text,
        once=update_id and f"open311:{update_id}",
        trace=call.http.state.trace,
    )
    outcome = await (act_once(wanted, call.deps) if update_id else act(wanted, call.deps))
    match outcome:
        case Taken():
            seq = outcome.complaint.seq
            return {"update_id": event_id(complaint_id, ACTIONS[action].event.kind(), seq)}
        case TakenBefore():
            return {"update_id": await _taken_before(complaint_id, text, call)}
        case Overtaken():
            raise Refused("changed_meanwhile")
        case Refusal():
            raise Refused("refused", field=outcome.field or "request", reason=f"{outcome.detail}; {outcome.remedy}")
    raise Refused("request_unknown", 404, id=complaint_id)


def _refuse_status(record: Record, call: Call) -> None:
    """Clients send the status that they know with every update; another one would be a wish to change it."""
    status = call.given.one("status")
    if status is not None and status.lower() != standing(record, call.city, call.language).status:
        raise Refused("status_not_yours")


def _text(call: Call) -> str:
    try:
        return proper_text(call.given.one("description") or "")
    except WrongText as error:
        raise Refused("update_text_wrong", max=MAX_TEXT) from error


def _update_id(call: Call) -> str | None:
    update_id = call.given.one("update_id")
    if update_id is None:
        return None
    try:
        if len(update_id) <= MAX_UPDATE_ID:
            return proper_key(update_id)
    except ValueError:
        pass
    raise Refused("update_id_wrong", max=MAX_UPDATE_ID)


async def _taken_before(complaint_id: str, text: str, call: Call) -> str:
    """The same answer as the first time; refused when the first had another text."""
    record = await public_with_id(complaint_id, call.reader, call.deps)
    seqs = {remark.seq for remark in record.remarks if remark.text == text} if record else set()
    for event in known_events(record.events) if record else ():
        if getattr(event, "seq", None) in seqs:
            return event.id
    raise Refused("update_id_reused")
